"""What is committed works on any machine, and what is installed is whole."""

import zipfile

from tests.architecture.source import ROOT, kept_files, run_tool

# In two pieces, so that this file does not find itself.
MACHINE_PATHS = tuple(f"/{name}" for name in ("work/", "tmp/", "root/", "opt/wheels", "opt/pypi"))


def test_no_committed_file_names_a_path_of_somebodys_machine():
    named = [
        (str(path.relative_to(ROOT)), machine_path)
        for path in kept_files()
        for machine_path in MACHINE_PATHS
        if machine_path.encode() in path.read_bytes()
    ]

    assert named == []


def test_the_wheel_holds_every_file_of_both_packages_and_nothing_else(tmp_path):
    built = run_tool("hatchling", "build", "--target", "wheel", "--directory", str(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")

    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert built.returncode == 0
    assert packed == {
        str(path.relative_to(ROOT))
        for path in kept_files()
        if path.relative_to(ROOT).parts[0] in {"cds_service", "fhir_mappings"}
    }
