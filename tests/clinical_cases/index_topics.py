"""Topics `iss` and `r-iss`: the groups that the known inputs leave possible."""

from __future__ import annotations

from typing import Any

from cds_service.rules.iss import ISS
from cds_service.rules.pairing import known_values
from cds_service.rules.policy import Policy
from cds_service.rules.possible import Index
from cds_service.rules.r_iss import HIGH_RISK_MARKERS, R_ISS
from fhir_mappings.model import Analyte
from tests.clinical_cases.quantities import Inputs, lab_result

QUANTITIES = {"b2m": Analyte.SERUM_B2M, "albumin": Analyte.ALBUMIN}
FLAGS = {"ldh_high": ("ldh", "normal", "high")} | {
    marker: (marker, "absent", "present") for marker in HIGH_RISK_MARKERS
}


def iss(inputs: Inputs) -> dict[str, Any]:
    """Groups of ISS."""
    return _groups(ISS, inputs, tuple(QUANTITIES))


def r_iss(inputs: Inputs) -> dict[str, Any]:
    """Groups of R-ISS."""
    return _groups(R_ISS, inputs, (*QUANTITIES, *FLAGS))


def _groups(index: Index, inputs: Inputs, names: tuple[str, ...]) -> dict[str, Any]:
    given = {name: inputs[name] for name in names if inputs.get(name) is not None}
    results = {
        name: lab_result(analyte, given[name])
        for name, analyte in QUANTITIES.items()
        if name in given
    }
    known: dict[str, Any] = dict(known_values(index, results, Policy()))
    for flag in given.keys() & FLAGS.keys():
        name, absent, present = FLAGS[flag]
        known[name] = frozenset({present if given[flag] else absent})
    possible = list(index.possible(known))
    missing = [name for name in names if name not in given]
    return {"possible": possible, "determined": len(possible) == 1, "missing": missing}
