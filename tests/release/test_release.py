"""What goes with a release is complete, fresh and the same each time."""

import hashlib
import os
import re
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT
from tests.release.locked import locked, refused
from tests.release.papers import bill_of_materials, licence_page


def test_the_page_of_licences_is_fresh():
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == licence_page(locked())


@pytest.mark.parametrize(
    ("package", "licence"),
    [("x", "GPL-3.0-only"), ("x", ""), ("x", "MIT AND GPL-2.0-only"), ("x", "LGPL-3.0-only")],
)
def test_a_licence_that_nobody_agreed_to_is_refused(package, licence):
    assert refused(package, licence)


@pytest.mark.parametrize("licence", ["MIT", "Apache-2.0 OR GPL-2.0-only", "MIT AND BSD-2-Clause"])
def test_a_licence_on_the_list_is_not(licence):
    assert not refused("x", licence)


def test_the_notice_names_what_is_under_the_lgpl():
    assert "psycopg" in (ROOT / "NOTICE").read_text(encoding="utf-8")


def test_the_bill_of_materials_lists_every_locked_package_with_hashes_and_licence():
    bill = bill_of_materials(locked(), "1.2.3")
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    components = bill["components"]

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert [f"{c['name']}=={c['version']}" for c in components] == [
        re.sub(r"\[.*\]", "", name) for name in re.findall(r"^(\S+==\S+)", text, re.MULTILINE)
    ]
    digests = [r["hashes"][0]["content"] for c in components for r in c["externalReferences"]]
    assert digests == re.findall(r"sha256:([0-9a-f]{64})", text)
    assert all(c["purl"] == c["bom-ref"] and c["licenses"][0]["expression"] for c in components)


def test_the_wheel_is_the_same_byte_for_byte_each_time(tmp_path):
    def built(name: str) -> str:
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
        folder = tmp_path / name
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1760000000"}
        subprocess.run(
            [*command, "--directory", str(folder)], cwd=ROOT, env=environment, check=True,
            capture_output=True,
        )  # fmt: skip
        (wheel,) = folder.glob("*.whl")
        return hashlib.sha256(wheel.read_bytes()).hexdigest()

    assert built("first") == built("second")
