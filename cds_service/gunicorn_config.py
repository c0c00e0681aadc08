"""How gunicorn runs the service: read by gunicorn itself (`--config`), its names are gunicorn's.

https://docs.gunicorn.org/en/stable/settings.html. The address, the number of workers and of
threads come from cds_service.serve.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
from pathlib import Path
from typing import Any

from cds_service.counts_folder import FOLDER_PREFIX
from cds_service.worker_counts import retire

worker_class = "cds_service.gunicorn_worker.Worker"
logger_class = "cds_service.gunicorn_worker.JsonLog"
preload_app = True  # one copy of the FHIR models, and settings that are wrong stop the start
control_socket_disable = True

# A worker that does not report for this long is killed; every wait of ours is far shorter.
timeout = 30
graceful_timeout = 30
keepalive = 75  # longer than a proxy keeps its side, so that it never meets a closed connection

# Workers are renewed now and then, and not all at once.
max_requests = 50_000
max_requests_jitter = 5_000

# Headers are small; a body is limited by http.max_body.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

accesslog = None  # the request log says more, and nothing of a patient
errorlog = "-"
loglevel = "warning"


def when_ready(_server: Any) -> None:
    """What is loaded stays: keep it out of later collections, and shared after the fork."""
    gc.collect()
    gc.freeze()


def post_fork(_server: Any, _worker: Any) -> None:
    """A worker told to stop before it has begun ends at once; else it would only note the signal
    as the process does that started it, and be waited for until the grace is over."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def child_exit(_server: Any, worker: Any) -> None:
    """Keep what an ended worker has counted."""
    if folder := _metrics_folder():
        retire(folder, worker.pid)


def on_exit(_server: Any) -> None:
    """The counts end with the service; a folder that the site has named is its own."""
    folder = _metrics_folder()
    if folder and folder.name.startswith(FOLDER_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def _metrics_folder() -> Path | None:
    """None when gunicorn was started by hand, without anything to count into."""
    named = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Path(named) if named else None
