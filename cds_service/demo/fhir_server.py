"""A real FHIR server on loopback, filled with the demo patients, for as long as a `with` lasts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import requests

from cds_service.demo.patients import DemoPatient
from cds_service.json_body import json_text

FIRST_PORT = 8090
STOP_SECONDS = 5
LOAD_SECONDS = 30


class DemoUnavailable(Exception):
    """The demo cannot start; the message says why, for a person."""


@contextmanager
def demo_fhir_server(first_port: int = FIRST_PORT, token: str = "") -> Iterator[str]:
    """Start an empty server and give its base URL; it ends with the block, or with this process."""
    if find_spec("sekmet") is None:
        raise DemoUnavailable(
            "The demo needs its FHIR server: install the extra, pip install 'b2m-cds[demo]'."
        )
    process = _start(first_port, token)
    try:
        yield _announced(process)
    finally:
        _stop(process)


def load(base_url: str, patients: Iterable[DemoPatient], token: str = "") -> None:
    """Put every chart on the server, one transaction each."""
    headers = {"Content-Type": "application/fhir+json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with requests.Session() as session:
        session.trust_env = False
        for patient in patients:
            body = json_text(patient.bundle()).encode()
            answer = session.post(base_url, body, headers=headers, timeout=LOAD_SECONDS)
            answer.raise_for_status()


def _start(first_port: int, token: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cds_service.demo.fhir_process", str(first_port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "B2M_DEMO_FHIR_TOKEN": token},
        start_new_session=True,  # Ctrl-C reaches this process alone, which then ends the other
    )


def _announced(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    base_url = process.stdout.readline().strip()
    if not base_url:
        raise DemoUnavailable("The demo's FHIR server did not start.")
    return base_url


def _stop(process: subprocess.Popen[str]) -> None:
    """Close its standard input, which it takes as the end; insist if it does not."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
