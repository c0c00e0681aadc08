"""The bench itself works and counts honestly; what it measures is for `make bench`."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.fixture import body
from benchmarks.measure import RunVoid, cost_of
from tests.architecture.source import ROOT

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc (Linux)")


def test_the_bench_prints_what_the_service_costs_as_a_ratio_to_the_floor():
    command = [sys.executable, "-m", "benchmarks", "--pairs", "1", "--requests", "20"]

    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.stderr == ""
    assert "x floor (median of 1" in result.stdout


def test_a_server_that_answers_without_a_card_voids_the_run(tmp_path):
    (tmp_path / "cardless.py").write_text(
        "from flask import Flask\n"
        "app = Flask(__name__)\n"
        "app.post('/cds-services/b2m-patient-view')(lambda: {'cards': []})\n",
        encoding="utf-8",
    )

    with pytest.raises(RunVoid, match="no card"):
        cost_of("cardless:app", body(), 10, tmp_path / "server.log", folder=tmp_path)
