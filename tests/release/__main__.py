"""`python -m tests.release licences` writes docs/licences.md; `sbom` prints the CycloneDX JSON."""

import json
import sys
from importlib.metadata import version

from tests.release.locked import ROOT, locked
from tests.release.papers import bill_of_materials, licence_page

if sys.argv[1:] == ["licences"]:
    (ROOT / "docs" / "licences.md").write_text(licence_page(locked()), encoding="utf-8")
elif sys.argv[1:] == ["sbom"]:
    sys.stdout.write(json.dumps(bill_of_materials(locked(), version("b2m-cds")), indent=1) + "\n")
else:
    sys.exit("python -m tests.release licences | sbom")
