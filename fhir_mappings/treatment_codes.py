"""Which treatment a coding or a name stands for (`treatment.csv`).

ATC class rows match by prefix, the longest wins; everything else matches exactly. No match means
"not found", never "untreated": orders are often coded by product. A name counts as a whole word
with or without a biological suffix (`-abbs`). Grouping by disease and the word nephrotoxic are
clinical knowledge that awaits review; `confidence` speaks only of the codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from fhir_mappings.codes import table
from fhir_mappings.model import Kind

ATC = "http://www.whocc.no/atc"
ALIASES = {
    "cyclosporine": "ciclosporin",
    "cyclosporin": "ciclosporin",
    "haemodialysis": "dialysis",
    "hemodialysis": "dialysis",
    "plasmapheresis": "plasma exchange",
    "radiation therapy": "radiotherapy",
    "amphotericin": "amphotericin b",
    "zoledronate": "zoledronic acid",
    "pamidronate": "pamidronic acid",
    "interferon alfa": "interferon alfa natural",
    "interferon alpha": "interferon alfa natural",
}
REGIMENS = re.compile(
    r"(?<![\w-])(D-VRd|D-VTd|D-VMP|D-KRd|DRd|IsaKRd|VRd|RVd|VTd|VCd|VMP|KRd|CyBorD|R-CHOP|CHOP|R-CVP"
    r"|R-DHAP|FCR|BR|R-Benda)(?![\w-])"
)


@dataclass(frozen=True)
class Treatment:
    """What `treatment.csv` says of a substance or procedure."""

    substance: str
    kind: Kind
    groups: frozenset[str] = frozenset()
    effects: frozenset[str] = frozenset()

    @property
    def general(self) -> bool:
        """Only a class of medicines, not a medicine?"""
        return self.substance in CLASSES


CLASSES = {
    "antineoplastic agent",
    "systemic glucocorticoid",
    "CD38 antibody",
    "CD20 antibody",
    "BTK inhibitor",
    "proteasome inhibitor",
}


@dataclass(frozen=True)
class _Row:
    treatment: Treatment
    system: str
    code: str
    prefix: bool

    def names(self, code: str) -> bool:
        """Does a code of the same system fall under this row?"""
        return code.startswith(self.code) if self.prefix else code == self.code


def coded_treatment(coding: dict[str, Any]) -> Treatment | None:
    """The treatment of the longest match, with the effects of every class it belongs to."""
    return _treatment_of(str(coding.get("system")), str(coding.get("code")).strip())


@lru_cache(maxsize=4096)
def _treatment_of(system: str, code: str) -> Treatment | None:
    rows = [row for row in _by_system().get(system, ()) if row.names(code)]
    if not rows:
        return None
    effects = frozenset(effect for row in rows for effect in row.treatment.effects)
    longest = max(rows, key=lambda row: len(row.code))
    return replace(longest.treatment, effects=effects)


def named_treatments(words: str) -> list[Treatment]:
    """The treatments a text names; a regimen has no substance of its own."""
    names, known = _names()
    spoken = " ".join(words.casefold().split())
    found = [known[match.group(1)] for match in names.finditer(spoken)]
    regimens = [Treatment(name, Kind.REGIMEN) for name in REGIMENS.findall(words)]
    return list(dict.fromkeys((*found, *regimens)))


@cache
def _by_system() -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for row in table("treatment.csv"):
        item = _Row(_treatment(row), row["system"], row["code"], row["match"] == "prefix")
        found.setdefault(item.system, []).append(item)
    return {system: tuple(rows) for system, rows in found.items()}


@cache
def _names() -> tuple[re.Pattern[str], dict[str, Treatment]]:
    """Every name, the longer ones first, and what it stands for."""
    rows = [row.treatment for rows in _by_system().values() for row in rows]
    known: dict[str, Treatment] = {}
    for item in rows:
        name = item.substance.casefold()
        before = known.get(name, item)
        known[name] = replace(
            item, groups=item.groups | before.groups, effects=item.effects | before.effects
        )
    known |= {alias: known[name] for alias, name in ALIASES.items()}
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])({words})(?:-[a-z]{{4}})?(?![\w-])"), known


def _treatment(row: dict[str, str]) -> Treatment:
    return Treatment(
        row["substance"],
        Kind[row["kind"]],
        frozenset(row["groups"].split()),
        frozenset(row["effects"].split()),
    )
