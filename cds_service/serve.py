"""`b2m-cds serve`: the service under gunicorn, few workers and many threads."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gunicorn.app.wsgiapp import run

from cds_service.counts_folder import empty, new_folder
from cds_service.fhir_address import is_loopback
from cds_service.logs import configure_logging
from cds_service.settings import Settings, load_settings
from cds_service.settings_sections import ServeSettings

if TYPE_CHECKING:
    from flask import Flask

IN_MEMORY = Path("/dev/shm")
USUAL_SIZE = ServeSettings()
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

LOOPBACK_NOTICE = (
    "Listening on loopback only: every caller on this machine is trusted (trust.mode none) "
    "and web pages of this machine may call (loopback CORS origins)."
)
TRUST_NEEDED = (
    "Not started: {host} can be reached from other machines, and nothing says which callers to "
    "trust. Set trust.mode (B2M_CDS_TRUST_MODE), or listen on 127.0.0.1."
)


class NotSafeToServe(Exception):
    """The settings do not allow serving on this address; the message says what to set."""


def startup_notice(host: str, settings: Settings) -> str:
    """What to tell the log before serving there; raises NotSafeToServe."""
    if settings.trust.mode is not None:
        notice = f"Listening on {host}, trust.mode {settings.trust.mode}."
        return " ".join([notice, *settings.warnings])
    if is_loopback(host):
        return LOOPBACK_NOTICE
    raise NotSafeToServe(TRUST_NEEDED.format(host=host))


def become_gunicorn(host: str, port: int, size: ServeSettings) -> None:
    """Be gunicorn in this very process, so that every signal reaches it, until it ends."""
    _prepare_metrics()
    sys.argv = ["gunicorn", *gunicorn_arguments(host, port, size)]
    run()


def _prepare_metrics() -> None:
    """An empty folder for the counts of all workers; a folder that the site names is its own."""
    named = os.environ.get(METRICS_FOLDER)
    if named:
        Path(named).mkdir(mode=0o700, parents=True, exist_ok=True)
        empty(Path(named))
    else:
        os.environ[METRICS_FOLDER] = str(new_folder(IN_MEMORY))


def gunicorn_arguments(host: str, port: int, size: ServeSettings = USUAL_SIZE) -> list[str]:
    """What differs from place to place; the rest is cds_service.gunicorn_config."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    loopback = is_loopback(host)
    arguments = [
        "--config=python:cds_service.gunicorn_config",
        f"--bind={address}",
        f"--workers={size.workers}",
        f"--threads={size.threads}",
        f"cds_service.serve:application(loopback={loopback})",
    ]
    return [f"--worker-tmp-dir={IN_MEMORY}", *arguments] if IN_MEMORY.is_dir() else arguments


def application(*, loopback: bool) -> Flask:
    """What each gunicorn worker serves."""
    # Here, because what counts is imported with it, and the folder of the counts is named first.
    from cds_service.app import create_app  # noqa: PLC0415

    configure_logging()
    return create_app(load_settings(), loopback_cors=loopback)
