"""A small FHIR server on loopback that misbehaves as told; it notes every request it gets."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

FHIR_JSON = "application/fhir+json"
PATIENT_ID = "b2m-001"
SUBJECT = {"reference": f"Patient/{PATIENT_ID}"}


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]


@dataclass
class Stub:
    """Where the server listens and what it has seen."""

    base: str
    seen: list[Seen] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]


Behave = Callable[["Exchange"], object]


class Exchange(BaseHTTPRequestHandler):
    """One request; the behaviour answers it through these methods."""

    stub: Stub
    behave: Behave

    def do_GET(self) -> None:
        self.stub.seen.append(Seen(self.path, dict(self.headers)))
        with suppress(OSError):
            type(self).behave(self)

    do_POST = do_GET  # noqa: N815 - as inherited

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Quiet."""

    def reply(self, body: object, status: int = 200, media_type: str = FHIR_JSON) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.head(status, {"Content-Type": media_type, "Content-Length": str(len(content))})
        self.wfile.write(content)

    def reply_gzip(self, content: bytes) -> None:
        packed = gzip.compress(content)
        self.head(200, {"Content-Encoding": "gzip", "Content-Length": str(len(packed))})
        self.wfile.write(packed)

    def redirect(self, location: str, status: int = 302) -> None:
        self.head(status, {"Location": location, "Content-Length": "0"})

    def drip(self, pause: float, times: int = 100) -> None:
        self.head(200, {"Content-Type": FHIR_JSON})
        for _ in range(times):
            self.wfile.write(b" ")
            time.sleep(pause)

    def drip_head(self, pause: float, times: int = 100) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(times):
            self.wfile.write(b"a")
            time.sleep(pause)

    def endless(self) -> None:
        self.head(200, {"Content-Type": FHIR_JSON})
        while True:
            self.wfile.write(b" " * 65536)

    def head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


class Server(ThreadingHTTPServer):
    """Takes twenty calls at once; beyond its queue the kernel lets callers wait a second."""

    request_queue_size = 128
    daemon_threads = True


@contextmanager
def fhir_stub(behave: Behave, tls: SSLContext | None = None) -> Iterator[Stub]:
    """Serve until the block ends; the base URL ends in /fhir."""
    stub = Stub("")
    handler = type("Handler", (Exchange,), {"stub": stub, "behave": staticmethod(behave)})
    server = Server(("127.0.0.1", 0), handler)
    stub.base = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/fhir"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()


def bundle(*resources: Mapping[str, object], next_link: str = "") -> dict[str, object]:
    """A searchset of these resources."""
    entries = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    searchset: dict[str, object] = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    if next_link:
        searchset["link"] = [{"relation": "next", "url": next_link}]
    return searchset


def observation(name: str, **members: object) -> dict[str, object]:
    """A row of the patient that can be told apart by its id."""
    return {"resourceType": "Observation", "id": name, "subject": SUBJECT, **members}


def outcome(severity: str, code: str) -> dict[str, object]:
    """An OperationOutcome with one issue."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}
