"""Each setting changes what is said: one chart that lies between the default and another value."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cds_service.rules import interpret
from cds_service.rules.policy import DEFAULT
from fhir_mappings.model import Analyte, Disease, Kind, Sex
from tests.rules.build import NOW, chart, person, problem, result, therapy

URINE = {"URINE_B2M": "900", "URINE_PH": "7"}
LOW = {"SERUM_B2M": "6.1", "CREATININE": "2.5 mg/dL"}
FRACTION = URINE | {"SERUM_B2M": "2.0", "CREATININE": "1.0 mg/dL", "URINE_CREATININE": "100"}
LABORATORY = {"laboratory": "Laboratory A", "loinc": "1952-1"}


def series(*texts: str, egfr: tuple[str, str] = ("60 @ 2026-06-01", "60")) -> dict[str, Any]:
    """B2M of one laboratory by one method."""
    results = [result(Analyte.SERUM_B2M, text, **LABORATORY) for text in texts]
    return {"results": results, "EGFR": list(egfr)}


def child(born: str) -> dict[str, Any]:
    return {"patient": person(born=born)}


def session(day: str, **fields: Any) -> Any:
    return therapy(day, substance="dialysis", kind=Kind.DIALYSIS, groups=frozenset(), **fields)


def cisplatin(day: str) -> Any:
    effects = frozenset({"nephrotoxic"})
    return therapy(day, substance="cisplatin", kind=Kind.OTHER, groups=frozenset(), effects=effects)


SERIAL = {
    "SERUM_B2M": "6",
    "CREATININE": ["1.0 mg/dL @ 2026-11-14", "1.0 mg/dL @ 2026-11-15"],
}
EXCHANGED = {
    "SERUM_B2M": "2",
    "ALBUMIN": "40",
    "problems": (problem(),),
    "therapies": (therapy("2026-11-10", kind=Kind.PLASMA_EXCHANGE, groups=frozenset()),),
}
TWO_SESSIONS = {"therapies": (session("2026-11-14"), session("2026-11-16"))}
CASES: list[tuple[str, Any, dict[str, Any]]] = [
    ("trend_min_change_percent", "30", series("3.0 @ 2026-06-01", "3.8")),
    (
        "trend_egfr_moved_percent",
        "10",
        series("3.0 @ 2026-06-01", "4.0", egfr=("60 @ 2026-06-01", "53")),
    ),
    ("b2m_equation_scale", "200", LOW),
    ("b2m_equation_exponent", "0.5", LOW),
    ("pairing_egfr_inpatient_hours", 96, SERIAL),
    ("plasma_exchange_days", 3, EXCHANGED),
    ("urine_limits_ug_l", "1000", URINE),
    ("urine_limits_ug_g", "1000", {"URINE_B2M_PER_CREATININE": "900", "URINE_PH": "7"}),
    ("urine_limits_ug_24h", "1000", {"URINE_B2M_RATE": "900", "URINE_PH": "7"}),
    ("urine_ph_acid_below", "6.5", {"URINE_B2M": "100", "URINE_PH": "6.4"}),
    ("urine_ph_stable_from", "6.5", FRACTION | {"URINE_PH": "6.6"}),
    ("urine_overflow_possible_from", "4.0", URINE | {"SERUM_B2M": "4.2", "EGFR": "60"}),
    ("urine_overflow_likely_from", "4.1", URINE | {"SERUM_B2M": "4.6", "EGFR": "60"}),
    ("urine_overflow_egfr_below", 45, URINE | {"SERUM_B2M": "4.0", "EGFR": "40"}),
    ("urine_minimum_age", 5, URINE | child("2023-01-01")),
    ("fe_bands_normal", "0.6", FRACTION),
    ("fe_bands_borderline", "0.4", FRACTION),
    ("fe_bands_tubular", "2", FRACTION | {"URINE_B2M": "5000"}),
    (
        "staging_steroid_days",
        5,
        {
            "SERUM_B2M": "6.1",
            "problems": (problem(),),
            "therapies": (
                therapy(
                    "2026-11-10", substance="prednisone", kind=Kind.STEROID, groups=frozenset()
                ),
                therapy("2026-11-19"),
            ),
        },
    ),
    ("drug_days", 10, URINE | {"therapies": (cisplatin("2026-10-20"),)}),
    (
        "specimen_hours",
        3,
        {"URINE_B2M": "100 @ 2026-11-18T08:00", "URINE_PH": "7 @ 2026-11-18T10:00"},
    ),
    (
        "fe_hours",
        12,
        FRACTION
        | {"SERUM_B2M": "2.0 @ 2026-11-18T02:00", "CREATININE": "1.0 mg/dL @ 2026-11-18T02:00"}
        | {"URINE_B2M": "900 @ 2026-11-18T20:00", "URINE_PH": "7 @ 2026-11-18T20:00"}
        | {"URINE_CREATININE": "100 @ 2026-11-18T20:00"},
    ),
    ("urine_albumin_days", 30, LOW | {"URINE_ALBUMIN_CREATININE": "40 mg/g @ 2026-09-20"}),
    (
        "light_chains_days",
        10,
        LOW | {"problems": (problem(),), "FREE_LIGHT_CHAIN_RATIO": "2 @ 2026-11-01"},
    ),
    (
        "height_days",
        30,
        {"SERUM_B2M": "4 limit 2.4", "CREATININE": "0.6 mg/dL", "HEIGHT": "150 cm @ 2026-10-01"}
        | {"patient": replace(person(born="2014-05-01"), sex=Sex.MALE)},
    ),
    (
        "dialysis_detection_treatments",
        3,
        LOW | TWO_SESSIONS,
    ),
    (
        "dialysis_detection_days",
        1,
        LOW | TWO_SESSIONS,
    ),
    (
        "dialysis_information_years",
        20,
        LOW | {"problems": (problem(Disease.DIALYSIS, onset=session("2020-01-01").start),)},
    ),
]


@pytest.mark.parametrize(("name", "value", "said"), CASES, ids=[name for name, *_ in CASES])
def test_a_setting_is_in_use(name, value, said):
    said = {"problems": ()} | said
    results = said.pop("results", [])
    read = chart(*results, **said)
    values: dict[str, Any] = {name: Decimal(value) if isinstance(value, str) else value}
    changed = replace(DEFAULT, **values)

    assert interpret(read, NOW, changed) != interpret(read, NOW, DEFAULT)
