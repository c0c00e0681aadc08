"""A skipped test is named, and where nothing may be skipped it fails."""

import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

BODY_SKIPS = "import pytest\n\ndef test_of_a_page():\n    pytest.skip('no Chromium')\n"
MODULE_SKIPS = "import pytest\n\npytest.skip('no FHIR server', allow_module_level=True)\n"
PYTEST = [sys.executable, "-m", "pytest", "-rs", "-p", "tests.conftest", "-p", "no:cacheprovider"]


@pytest.mark.parametrize(("no_skip", "outcome"), [("", "2 skipped"), ("1", "1 failed, 1 error")])
def test_a_skip_is_named_and_fails_where_nothing_may_be_skipped(tmp_path, no_skip, outcome):
    (tmp_path / "test_page.py").write_text(BODY_SKIPS, encoding="utf-8")
    (tmp_path / "test_server.py").write_text(MODULE_SKIPS, encoding="utf-8")
    options = ["--rootdir", str(tmp_path), "-c", os.devnull, "--continue-on-collection-errors"]
    variables = {"B2M_CDS_NO_SKIP": no_skip, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    result = subprocess.run(
        [*PYTEST, *options, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome in result.stdout
    assert "no Chromium" in result.stdout
    assert "no FHIR server" in result.stdout
