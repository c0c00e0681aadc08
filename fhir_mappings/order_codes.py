"""Which tests an order asks for: by LOINC, by the site's own order code, or in plain words.

A result code of `loinc.csv` is also an order for its analyte; panels and codes without a quantity
stand in `orders.csv`. Words count only where no coding is known. They are a closed list, and B2M in
words must name its specimen: which one is meant is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from fhir_mappings.codes import LOINC, laboratory_codes, refused_codes, table
from fhir_mappings.model import Analyte, LabTest, Reason

# (system, code) of the site's catalogue -> LOINC
SiteCodes = Mapping[tuple[str, str], str]
Tests = frozenset[LabTest]

TESTS_OF: Mapping[Analyte, Tests] = {
    analyte: frozenset(tests)
    for analyte, tests in {
        Analyte.SERUM_B2M: {LabTest.SERUM_B2M},
        Analyte.URINE_B2M: {LabTest.URINE_B2M},
        Analyte.URINE_B2M_PER_CREATININE: {LabTest.URINE_B2M, LabTest.URINE_CREATININE},
        Analyte.URINE_B2M_RATE: {LabTest.URINE_B2M_RATE},
        Analyte.CREATININE: {LabTest.KIDNEY_FUNCTION},
        Analyte.EGFR: {LabTest.KIDNEY_FUNCTION},
        Analyte.CYSTATIN_C: {LabTest.KIDNEY_FUNCTION, LabTest.CYSTATIN_C},
        Analyte.ALBUMIN: {LabTest.ALBUMIN},
        Analyte.LDH: {LabTest.LDH},
        Analyte.CALCIUM: {LabTest.CALCIUM},
        Analyte.CORRECTED_CALCIUM: {LabTest.CALCIUM},
        Analyte.IONISED_CALCIUM: {LabTest.CALCIUM},
        Analyte.IGM: {LabTest.IGM},
        Analyte.M_PROTEIN: {LabTest.ELECTROPHORESIS},
        Analyte.FREE_KAPPA: {LabTest.LIGHT_CHAINS},
        Analyte.FREE_LAMBDA: {LabTest.LIGHT_CHAINS},
        Analyte.FREE_LIGHT_CHAIN_RATIO: {LabTest.LIGHT_CHAINS},
        Analyte.URINE_ALBUMIN_CREATININE: {LabTest.URINE_ALBUMIN},
        Analyte.URINE_CREATININE: {LabTest.URINE_CREATININE},
        Analyte.URINE_PH: {LabTest.URINE_PH},
    }.items()
}
LONGEST_WORDS = 200  # characters of the name of a test
_URINE = re.compile(r"\burin", re.IGNORECASE)
_BLOOD = re.compile(r"\b(?:serum|plasma|blood)\b", re.IGNORECASE)
# Words of an order -> the test in urine, the test otherwise; None: no such test is known.
_WORDS: tuple[tuple[str, LabTest | None, LabTest | None], ...] = (
    (r"creatinine|egfr", LabTest.URINE_CREATININE, LabTest.KIDNEY_FUNCTION),
    (r"cystatin", None, LabTest.KIDNEY_FUNCTION),
    (r"metabolic panel|renal (?:function )?panel", None, LabTest.KIDNEY_FUNCTION),
    (r"albumin|comprehensive metabolic", LabTest.URINE_ALBUMIN, LabTest.ALBUMIN),
    (r"ldh|lactate dehydrogenase", None, LabTest.LDH),
    (r"calcium|comprehensive metabolic", None, LabTest.CALCIUM),
    (r"blood count|cbc|fbc", None, LabTest.BLOOD_COUNT),
    (r"igm|immunoglobulins?", None, LabTest.IGM),
    (r"free light chains?", None, LabTest.LIGHT_CHAINS),
    (r"electrophoresis|spep", LabTest.URINE_ELECTROPHORESIS, LabTest.ELECTROPHORESIS),
    (r"immunofixation", LabTest.URINE_ELECTROPHORESIS, LabTest.IMMUNOFIXATION),
    (r"ph|urinalysis", LabTest.URINE_PH, None),
    (r"retinol[- ]binding protein", LabTest.RETINOL_BINDING_PROTEIN, None),
    (r"fish", None, LabTest.FISH),
    (r"tp53", None, LabTest.TP53),
    (r"ighv", None, LabTest.IGHV),
)
_B2M = re.compile(r"\b(?:b2m|(?:beta|β)[- ]?2[- ]?microglobulin)\b", re.IGNORECASE)


def lab_tests_of(code: Any, site_codes: SiteCodes) -> Tests:
    """The tests that `ServiceRequest.code` asks for; empty when it names none that is known."""
    concept = code if isinstance(code, dict) else {}
    codings = concept.get("coding")
    listed = (
        [item for item in codings if isinstance(item, dict)] if isinstance(codings, list) else []
    )
    coded = [_coded(item, site_codes) for item in listed]
    known = frozenset[LabTest]().union(*coded)
    return known or _worded(_words(concept, listed))


def _coded(coding: dict[str, Any], site_codes: SiteCodes) -> Tests:
    system, code = str(coding.get("system")), str(coding.get("code"))
    loinc = code if system == LOINC else site_codes.get((system, code), "")
    return order_codes().get(loinc, frozenset())


@cache
def order_codes() -> dict[str, Tests]:
    """Every LOINC code that is read as an order, with its tests."""
    read = [(row.code, row.analyte) for row in laboratory_codes().values()]
    refused = [
        (row.code, row.analyte)
        for row in refused_codes().values()
        if row.analyte and row.reason is not Reason.OTHER_SPECIMEN
    ]
    results = {
        code: TESTS_OF[analyte] for code, analyte in (*read, *refused) if analyte in TESTS_OF
    }
    panels = {
        row["code"]: frozenset(LabTest[name] for name in row["tests"].split())
        for row in table("orders.csv")
    }
    return results | panels


def _words(concept: dict[str, Any], codings: Iterable[dict[str, Any]]) -> str:
    said = [concept.get("text"), *(coding.get("display") for coding in codings)]
    return "; ".join(words for words in said if isinstance(words, str))[:LONGEST_WORDS]


def _worded(words: str) -> Tests:
    urine = bool(_URINE.search(words)) or "urinalysis" in words.lower()
    named = {
        in_urine if urine else otherwise
        for pattern, in_urine, otherwise in _WORDS
        if re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE)
    }
    return frozenset(test for test in (*named, _worded_b2m(words, urine=urine)) if test)


def _worded_b2m(words: str, *, urine: bool) -> LabTest | None:
    if not _B2M.search(words):
        return None
    if urine:
        return LabTest.URINE_B2M
    return LabTest.SERUM_B2M if _BLOOD.search(words) else None
