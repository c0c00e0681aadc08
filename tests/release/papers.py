"""docs/licences.md and the bill of materials (CycloneDX 1.6, https://cyclonedx.org/docs/1.6)."""

from __future__ import annotations

from typing import Any

from tests.release.locked import Locked, refused

HEAD = """\
# Licences of what is shipped

Generated from the installed metadata of the packages in `requirements.lock` by
`python -m tests.release licences`, which fails on a licence that is not on its list.
A test compares this page.

| package | version | licence |
|---|---|---|
"""


class LicenceRefused(Exception):
    """A package is under no licence that the list allows."""


def licence_page(packages: list[Locked]) -> str:
    """The page; raises LicenceRefused with the names of the packages."""
    rows = [(item.name, item.version, item.licence) for item in packages]
    if bad := [name for name, _, licence in rows if refused(name, licence)]:
        raise LicenceRefused(", ".join(bad))
    return HEAD + "".join(
        f"| {name} | {version} | {licence} |\n" for name, version, licence in rows
    )


def bill_of_materials(packages: list[Locked], version: str) -> dict[str, Any]:
    """The same for machines, with the hashes of the files that may be installed."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "name": "b2m-cds", "version": version,
                "bom-ref": f"pkg:pypi/b2m-cds@{version}",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [_component(item) for item in packages],
    }  # fmt: skip


def _component(item: Locked) -> dict[str, Any]:
    address = f"pkg:pypi/{item.name}@{item.version}"
    files = [
        {"type": "distribution", "url": address, "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest in item.hashes
    ]
    return {
        "type": "library",
        "bom-ref": address,
        "name": item.name,
        "version": item.version,
        "purl": address,
        "licenses": [{"expression": item.licence}],
        "externalReferences": files,
    }
