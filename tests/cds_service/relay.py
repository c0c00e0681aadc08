"""A relay on loopback between the store and its database, which can fall silent."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Relay(socketserver.ThreadingTCPServer):
    """Passes bytes on to `target`, both ways, until it is told to be silent."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, target: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.target = target
        self.silent = threading.Event()
        self.callers = 0

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port


class _Passing(socketserver.BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        self.server.callers += 1
        if self.server.silent.is_set():
            self.request.recv(1 << 20)
            threading.Event().wait(60)
        with socket.create_connection(self.server.target) as inner:
            back = threading.Thread(target=self._pass, args=(inner, self.request), daemon=True)
            back.start()
            self._pass(self.request, inner)

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(1 << 16):
                if not self.server.silent.is_set():
                    target.sendall(content)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(target: tuple[str, int]) -> Iterator[Relay]:
    """Serve until the block ends."""
    with Relay(target) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
