"""What `b2m-cds serve` loads before it serves, and how its workers begin."""

import subprocess
import sys

from tests.architecture.source import ROOT

# Flask, HTTP, FHIR models and metrics: what is loaded before the folder of the counts has its name.
BEFORE_GUNICORN = """
import sys, cds_service.cli, cds_service.commands.serve
print(sorted(sys.modules.keys() & {"flask", "requests", "fhir", "prometheus_client", "sqlalchemy"}))
"""
STOPPED_AT_ONCE = """
import os, signal, sys, time
from cds_service import gunicorn_config
signal.signal(signal.SIGTERM, lambda *_: None)  # as in the process that starts the workers
gunicorn_config.post_fork(None, None)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(20)
"""


def run(program):
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_loads_nothing_that_the_service_loads_itself():
    assert run(BEFORE_GUNICORN).stdout.strip() == "[]"


def test_a_worker_told_to_stop_before_it_has_begun_ends_at_once():
    done = run(STOPPED_AT_ONCE)

    assert (done.returncode, done.stderr) == (-15, "")
