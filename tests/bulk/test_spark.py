"""The Spark driver in local mode gives what one machine gives."""

import os
import subprocess
import sys

import pytest

from cds_service.demo.cohort.files import write_ndjson
from cds_service.demo.cohort.patients import cohort
from tests import needs
from tests.architecture.source import ROOT
from tests.bulk.exports import AS_OF, SITE_KEY
from tests.cds_service.command_line import b2m_cds

pytestmark = [pytest.mark.xdist_group("bulk"), pytest.mark.timeout(180)]

DRIVER = [sys.executable, "-m", "cds_service.bulk.spark_driver"]
LOCAL = {"B2M_CDS_SITE_KEY": SITE_KEY, "SPARK_LOCAL_IP": "127.0.0.1"}
MASTER = "--master local[2] --conf spark.ui.enabled=false pyspark-shell"


def test_spark_gives_the_same_report(tmp_path):
    path = {"PYTHONPATH": needs.spark()}
    write_ndjson(cohort(20, AS_OF.date()), tmp_path / "export")
    options = ["--shards", "4", "--as-of", "2026-11-20"]
    one, spark = tmp_path / "one", tmp_path / "spark"
    b2m_cds("evaluate", str(tmp_path / "export"), "--out", str(one), *options, **LOCAL)

    done = subprocess.run(
        [*DRIVER, str(tmp_path / "export"), "--out", str(spark), *options],
        cwd=ROOT,
        env={**os.environ, **LOCAL, **path, "PYSPARK_SUBMIT_ARGS": MASTER},
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert (spark / "report.md").read_text() == (one / "report.md").read_text()
