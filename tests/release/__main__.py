"""What goes with a release, by hand or from `.ci/release-check`.

licences   writes docs/licences.md
sbom       prints the CycloneDX JSON
versions   compares the versions that are stated; --final: nothing may be unreleased
built A..  looks for local paths and addresses in the wheel and the sdist
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from cds_service.rules import RULE_SET_VERSION
from tests.release.built import traces
from tests.release.locked import ROOT, locked
from tests.release.papers import bill_of_materials, licence_page
from tests.release.versions import Versions

DEPLOYED = ("compose.yaml", "kubernetes/b2m-cds.yaml")


def stated() -> Versions:
    """The versions as the project states them."""
    deployed = [(ROOT / "deploy" / name).read_text(encoding="utf-8") for name in DEPLOYED]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return Versions(changelog, version("b2m-cds"), RULE_SET_VERSION, deployed)


def _versions(*options: str) -> None:
    found = stated()
    problems = list(found.problems())
    if found.is_rehearsal and "--final" in options:
        problems.append("the CHANGELOG still has changes under Unreleased")
    if problems:
        sys.exit("\n".join(problems))
    kind = "rehearsal, changes are unreleased" if found.is_rehearsal else "release"
    sys.stdout.write(f"software {found.software}, rule set {found.rule_set}: {kind}\n")


def _built(*archives: str) -> None:
    if found := [trace for archive in archives for trace in traces(Path(archive))]:
        sys.exit("\n".join(found))
    sys.stdout.write(f"{len(archives)} archives name no local path and no address\n")


def _licences() -> None:
    (ROOT / "docs" / "licences.md").write_text(licence_page(locked()), encoding="utf-8")


def _sbom() -> None:
    sys.stdout.write(json.dumps(bill_of_materials(locked(), version("b2m-cds")), indent=1) + "\n")


COMMANDS = {"licences": _licences, "sbom": _sbom, "versions": _versions, "built": _built}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"python -m tests.release {' | '.join(COMMANDS)}")
    COMMANDS[sys.argv[1]](*sys.argv[2:])
