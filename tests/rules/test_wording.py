"""The forbidden phrases over every text that a wide family of charts can give."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import cycle, product
from typing import Any

import pytest

from cds_service.rules import interpret
from cds_service.rules.applicability import Ground
from cds_service.rules.case import case_from
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Finding
from cds_service.rules.plausibility import plausible
from fhir_mappings.model import Availability, Chart, Course, Coverage, Disease, Reason
from tests.rules.build import NOW, POLICY, chart, moment, person, problem, result, unusable
from tests.rules.wording import LEGITIMATE, faults, sentences_of, texts_of, unfinished

B2M = (
    *("0.3", "2.0", "2.9 mg/L", "3.4", "4.2", "6.1 mg/L limit 2.4", "14", "61"),
    *("300 nmol/L", "6300 ug/L", "> 20 mg/L", "< 5.5", "2100", "3 limit 8", "6 @ 2026-05"),
)
CHANGING = ["1.0 mg/dL @ 2026-11-17T08:00", "2.0 mg/dL @ 2026-11-18T22:00"]
KIDNEYS: tuple[dict[str, Any], ...] = (
    {},
    {"EGFR": "95"},
    {"EGFR": ["55 @ 2026-06-10", "39"]},
    {"EGFR": "24", "CREATININE": "2.7 mg/dL"},
    {"EGFR": "9"},
    {"EGFR": "> 60"},
    {"EGFR": "39 @ 2026-11-01"},
    {"CREATININE": "106 umol/L"},
    {"CREATININE": "1.8 mg/dL @ 2026-10-01"},
    {"CREATININE": CHANGING},
    {"CREATININE": "1.2 mg/dL", "patient": person(sex="")},
    {"CREATININE": "0.5 mg/dL", "patient": person(born="2012-05-01")},
    {"CREATININE": "0.9 mg/dL", "patient": person(sex="", born="")},
    {"EGFR": "old formula"},
)
DIALYSIS = problem(Disease.DIALYSIS, onset=moment("2013-03-01"))
DIAGNOSES = (
    (problem(),),
    (problem(onset=moment("2026-01-10")),),
    (problem(), problem(Disease.CKD)),
    (problem(), DIALYSIS),
    (problem(verification="provisional"),),
    (problem(clinical="resolved"),),
    (problem(course=Course.REMISSION),),
    (problem(course=Course.NO_INDEX),),
    (problem(), problem(Disease.SMOULDERING_MYELOMA)),
    (problem(Disease.MGUS),),
    (DIALYSIS,),
    (problem(Disease.DIALYSIS, onset=moment("2020-01")),),
    (),
)
OTHERS: tuple[dict[str, Any], ...] = (
    {},
    {"ALBUMIN": "32 g/L", "LDH": "300 U/L limit 250"},
    {"ALBUMIN": "3.6 g/dL @ 2026-11-01", "LDH": "240 U/L"},
    {"ALBUMIN": "34 g/L @ 2026-10-02", "LDH": "300 U/L limit 250 @ 2026-12-30"},
    {"ALBUMIN": "> 30 g/L"},
    {"ALBUMIN": "527 umol/L"},
    {"ALBUMIN": "65 g/L"},
)
GAPS = (
    (),
    (),
    (Coverage("conditions", Availability.UNAVAILABLE, "forbidden"),),
    (Coverage("conditions", Availability.INCOMPLETE, "too-many-pages"),),
    (
        Coverage("albumin", Availability.UNAVAILABLE),
        Coverage("creatinine", Availability.INCOMPLETE),
    ),
)
ASIDE = (
    (),
    (),
    *((unusable(reason, reported="6.3"),) for reason in Reason),
    (unusable(Reason.NO_DATE, ""),),
)
POLICIES = (POLICY, POLICY, POLICY, replace(POLICY, filtration_bands=False))


def family() -> Iterator[tuple[Chart, Any]]:
    """Every B2M with every kidney and diagnosis; the rest varies along, out of step."""
    rest = zip(cycle(OTHERS), cycle(GAPS), cycle(ASIDE), cycle(POLICIES), strict=False)
    for (b2m, kidney, problems), (other, gap, aside, policy) in zip(
        product(B2M, KIDNEYS, DIAGNOSES), rest, strict=False
    ):
        said = {"SERUM_B2M": b2m, "problems": problems, "coverage": gap, "unusable": aside}
        yield _chart({**said, **other, **kidney}), policy


def _chart(said: dict[str, Any]) -> Chart:
    if said.get("EGFR") != "old formula":
        return chart(**said)
    return chart(result("EGFR", "40", method="MDRD"), **(said | {"EGFR": "-"}))


@cache
def findings() -> tuple[Finding, ...]:
    """What the rules say of the whole family."""
    return tuple(item for read, policy in family() for item in interpret(read, NOW, policy))


@cache
def texts() -> frozenset[str]:
    """Every distinct text of the family."""
    return frozenset(text for finding in findings() for text in texts_of(finding))


def test_no_text_says_what_is_forbidden():
    assert [fault for text in sorted(texts()) for fault in faults(text)] == []


def test_every_statement_is_a_whole_sentence():
    sentences = {text for finding in findings() for text in sentences_of(finding)}

    assert sorted(filter(unfinished, sentences)) == []


def test_every_headline_fits_the_summary_of_a_card():
    heads = {finding.summary or finding.headline for finding in findings()}

    assert sorted(head for head in heads if len(head) > 139) == []


def test_the_family_reaches_every_verdict_and_every_ground():
    cases = [case_from(plausible(read), NOW, policy) for read, policy in family()]

    assert {case.kidney.verdict for case in cases if case} == set(Verdict)
    assert {case.myeloma.ground for case in cases if case} == set(Ground)
    assert len(texts()) > 400


@pytest.mark.parametrize("phrase", LEGITIMATE)
def test_an_exception_is_said_somewhere_and_would_be_a_fault_elsewhere(monkeypatch, phrase):
    assert any(phrase in text for text in texts())

    monkeypatch.delitem(LEGITIMATE, phrase)
    assert faults(phrase) != []
