# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Causes of a tubular pattern, and the tests of the tubule not on file (kidney rules 5.6, 8)."""

import pytest

from cds_service.rules.tubular_work_up import CAUSES, FANCONI_CODES, causes, worth_considering
from cds_service.rules.urine_card import urine
from fhir_mappings.model import Disease, Kind, OtherResult
from tests.rules.build import NOW, POLICY, chart, moment, problem, therapy, unread
from tests.tables import rows

ALL = "phosphate, urine glucose, urate, bicarbonate, urine albumin/creatinine and retinol-binding protein or alpha-1-microglobulin"


def done(code, day="2026-11-18"):
    return OtherResult(code, moment(day), "Observation/done")


def consider(*others, **said):
    return worth_considering(chart(other_results=others, problems=(), **said), NOW, POLICY)


ON_FILE = """
    code    | day        | left out
    2777-1  | 2026-11-18 | phosphate
    14879-1 | 2026-08-22 | phosphate
    14879-1 | 2026-08-21 | -
    2778-9  | 2026-11-18 | -
    3084-1  | 2026-11-18 | urate
    14933-6 | 2026-11-18 | urate
    1963-8  | 2026-11-18 | bicarbonate
    2028-9  | 2026-11-18 | bicarbonate
    5792-7  | 2026-11-18 | urine glucose
    2345-7  | 2026-11-18 | -
    33782-4 | 2026-11-18 | retinol-binding protein or alpha-1-microglobulin
"""


@pytest.mark.parametrize(("code", "day", "left_out"), rows(ON_FILE))
def test_what_was_resulted_inside_the_window_is_not_named(code, day, left_out):
    (sentence,) = consider(done(code, day))

    for name in ("phosphate", "urine glucose", "urate", "bicarbonate", "retinol-binding protein"):
        assert (name in sentence) is not left_out.startswith(name)


def test_with_nothing_on_file_all_are_named_in_one_sentence():
    assert consider() == (f"Consider, if not already done: {ALL}.",)


@pytest.mark.parametrize(("day", "named"), [("2026-08-20", False), ("2026-08-19", True)])
def test_urine_albumin_has_a_window_of_three_months(day, named):
    (sentence,) = consider(URINE_ALBUMIN_CREATININE=f"20 mg/g @ {day}")

    assert ("urine albumin/creatinine" in sentence) is named


UNREAD = """
    key          | gone
    calcium      | phosphate, urine glucose, urate, bicarbonate
    urineAlbumin | urine albumin/creatinine
    urineContext | retinol-binding protein or alpha-1-microglobulin
    ldh          |
"""


@pytest.mark.parametrize(("key", "gone"), rows(UNREAD))
def test_what_could_not_be_looked_up_may_be_on_file(key, gone):
    (sentence,) = consider(coverage=unread(key))

    assert all(name not in sentence for name in gone.split(", ") if name)
    assert len(sentence) < len(f"Consider, if not already done: {ALL}.") or not gone


def test_nothing_is_said_when_all_is_on_file():
    tested = (done(code) for code in (*FANCONI_CODES, "48415-4"))

    assert consider(*tested, URINE_ALBUMIN_CREATININE="20 mg/g") == ()


PATTERNS = """
    urine | serum | eGFR | causes | tests
    900   | 2.0   | 90   | yes    | yes
    900   | 3.0   | 60   | yes    | no
    900   | 4.6   | 60   | no     | no
    900   | 6.0   | 60   | no     | no
    900   | -     | 60   | no     | no
    < 900 | 2.0   | 60   | no     | no
"""


@pytest.mark.parametrize(("result", "serum", "egfr", "of_causes", "of_tests"), rows(PATTERNS))
def test_causes_are_named_where_the_tubule_leaks_and_tests_where_nothing_else_does(
    result, serum, egfr, of_causes, of_tests
):
    read = chart(URINE_B2M=result, SERUM_B2M=serum, EGFR=egfr, URINE_PH="7", problems=())

    found = urine(read, NOW, POLICY)

    assert found is not None
    assert (CAUSES in found.statements) is (of_causes == "yes")
    assert any(text.startswith("Consider") for text in found.statements) is (of_tests == "yes")


ON_RECORD = """
    disease            | clinical | named
    MGUS               | active   | MGUS
    MULTIPLE_MYELOMA   | active   | multiple myeloma
    PYELONEPHRITIS     | active   | acute pyelonephritis
    PYELONEPHRITIS     | resolved | -
    TUBULOINTERSTITIAL | active   | tubulo-interstitial kidney disease
    HIV                | active   | -
"""


@pytest.mark.parametrize(("disease", "clinical", "named"), rows(ON_RECORD))
def test_a_known_cause_on_record_is_named(disease, clinical, named):
    found = causes(chart(problems=(problem(Disease[disease], clinical=clinical),)))

    said = f"On record and among the known causes: {named}."
    assert found == ((CAUSES,) if named == "-" else (CAUSES, said))


def test_causes_medicines_and_tests_stand_in_that_order():
    tenofovir = therapy(
        "2026-11-01",
        substance="tenofovir",
        kind=Kind.OTHER,
        groups=frozenset(),
        effects=frozenset({"nephrotoxic"}),
    )
    read = chart(URINE_B2M="900", SERUM_B2M="2.0", problems=(), therapies=(tenofovir,))

    found = urine(read, NOW, POLICY)

    assert found is not None
    openings = [text.split()[0] for text in found.statements]
    assert openings == ["Urine", "Known", "On", "Consider,"]
