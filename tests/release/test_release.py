"""What goes with a release is complete, fresh and the same each time."""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import zipfile

import pytest

from tests.architecture.source import ROOT
from tests.release.__main__ import stated
from tests.release.built import traces
from tests.release.locked import locked, refused
from tests.release.papers import bill_of_materials, licence_page
from tests.release.versions import Versions


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


NEXT = """# Changelog

## 1.1.0 - 2026-12-01, rule set 2026.12.1

{}
## 1.0.0 - 2026-11-01, rule set 2026.11.1
"""
CLINICAL_LINE = "### Clinical changes\n\n- A cut-off.\n"


def problems(changelog: str, software: str = "1.1.0", rules: str = "2026.12.1") -> list[str]:
    return list(Versions(changelog, software, rules, ["image: b2m-cds:1.1.0"]).problems())


def test_versions_that_fit_each_other_are_no_problem():
    assert problems(NEXT.format(CLINICAL_LINE)) == []
    assert problems("## Unreleased\n\n- Something.\n", rules="2026.13.1") == []


@pytest.mark.parametrize(("changelog", "software", "rules", "words"), [
    (NEXT.format(CLINICAL_LINE), "1.2.0", "2026.12.1", "ends at 1.1.0"),
    (NEXT.format(CLINICAL_LINE), "1.1.0", "2026.12.2", "names rule set 2026.12.1"),
    (NEXT.format(""), "1.1.0", "2026.12.1", "only with them"),
    (NEXT.format(CLINICAL_LINE).replace("12.1", "11.1"), "1.1.0", "2026.11.1", "only with"),
    ("## Unreleased\n\n", "1.1.0", "2026.12.1", "neither"),
    ("## Unreleased\n\n- Something.\n", "1.2.0", "2026.12.1", "deploy/ names b2m-cds:1.1.0"),
])  # fmt: skip
def test_versions_that_do_not_fit_are_named(changelog, software, rules, words):
    assert words in "".join(problems(changelog, software, rules))


def test_what_the_project_states_fits():
    assert list(stated().problems()) == []


def test_a_local_path_in_an_archive_is_found(tmp_path):
    wheel, sdist = tmp_path / "a-1.whl", tmp_path / "a-1.tar.gz"
    (tmp_path / "a.py").write_text("built in /somewhere/here", encoding="utf-8")
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(tmp_path / "a.py", "a.py")
    with tarfile.open(sdist, "w:gz") as packed:
        packed.add(tmp_path / "a.py", "a-1/a.py")

    for file, name in ((wheel, "a.py"), (sdist, "a-1/a.py")):
        assert traces(file, ("/somewhere/",)) == [f"{file.name}: {name}: /somewhere/"]
        assert traces(file, ("/elsewhere/",)) == []
