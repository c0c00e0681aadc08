"""The FHIR server of the demo, as a process of its own: `python -m cds_service.demo.fhir_process`.

It keeps everything in memory, listens on loopback only, prints its base URL once it listens, and
ends when its standard input closes, that is, when the process that started it is gone, however
that one ended. A bearer token to ask for comes in B2M_DEMO_FHIR_TOKEN.
"""

from __future__ import annotations

import os
import sys
import threading

import uvicorn
from sekmet.config import ServerAuth, Settings, SimulatorSettings
from sekmet.main import create_app

from cds_service.ports import listen

HOST = "127.0.0.1"
TOKEN_VARIABLE = "B2M_DEMO_FHIR_TOKEN"


def main() -> None:
    """Serve until standard input closes. First argument: the port to try first."""
    listener = listen(HOST, int(sys.argv[1]))
    base_url = f"http://{HOST}:{listener.getsockname()[1]}/fhir"
    server = _server(base_url, os.environ.get(TOKEN_VARIABLE, ""))
    threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    _announce(base_url)
    server.run(sockets=[listener])


def _server(base_url: str, token: str) -> uvicorn.Server:
    auth = ServerAuth(types=["bearer"], tokens=[token]) if token else ServerAuth()
    settings = Settings(
        base_url=base_url,
        host=HOST,
        db_path=":memory:",
        simulator=SimulatorSettings(enabled=False),
        log_inbound=False,
        server_auth=auth,
    )
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings), log_level="error", lifespan="off", timeout_graceful_shutdown=1
        )
    )


def _stop_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.read()
    server.should_exit = True


def _announce(base_url: str) -> None:
    sys.stdout.write(f"{base_url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
