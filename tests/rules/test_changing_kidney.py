# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Creatinine that changes under a B2M that would be staged (gallery card 10)."""

import pytest

from cds_service.rules.changing_kidney import changing_kidney
from cds_service.rules.citations import KDIGO_AKI_2012
from cds_service.rules.finding import Finding, Story
from cds_service.rules.index_rule import LIMITS
from fhir_mappings.model import Disease
from tests.rules.build import case, chart, problem, therapy, unread
from tests.tables import rows

EMERGENCY = "The IMWG regards acute renal impairment in myeloma as an emergency. Light-chain cast nephropathy typically shows free light chains above 500 mg/L with little urine albumin; high calcium is another treatable cause."
RISING = ["1.1 mg/dL @ 2026-11-17T08:00", "1.9 mg/dL @ 2026-11-18T22:00"]
FALLING = ["1.9 mg/dL @ 2026-11-17T08:00", "1.1 mg/dL @ 2026-11-18T22:00"]


def read(**said) -> Finding | None:
    return changing_kidney(case(chart(**({"SERUM_B2M": "7.4 mg/L", "CREATININE": RISING} | said))))


def spoken(**said) -> Finding:
    found = read(**said)
    assert found is not None
    return found


HEADLINES = """
    creatinine | headline
    up         | Creatinine up from 1.1 to 1.9 mg/dL in 38 h (18 Nov 2026): eGFR not valid, B2M 7.4 mg/L rises with it
    down       | Creatinine down from 1.9 to 1.1 mg/dL in 38 h (18 Nov 2026): eGFR not valid, B2M 7.4 mg/L falls with it
"""


@pytest.mark.parametrize(("way", "headline"), rows(HEADLINES))
def test_the_headline_gives_both_values_and_what_follows(way, headline):
    found = spoken(CREATININE=RISING if way == "up" else FALLING)

    assert found.headline == headline
    assert len(headline) <= 139


def test_it_is_the_one_warning_that_quotes_urgency_and_keeps_the_limits():
    found = spoken()

    assert (found.rule, found.story) == ("changing-kidney", Story.CHANGING_KIDNEY)
    assert found.indicator == "warning"
    assert EMERGENCY in found.statements
    assert found.limits == LIMITS
    assert found.citations == (KDIGO_AKI_2012,)
    assert [item.reported.text for item in found.evidence] == [
        "7.4 mg/L",
        "1.1 mg/dL",
        "1.9 mg/dL",
    ]


STAGES = """
    B2M | albumin | newest creatinine | sentence
    7.4 | -       | 1.9 mg/dL         | ISS by this B2M would be III; in changing kidney function read it with care, and IMS/IMWG criterion 4 is not met at creatinine 1.9 mg/dL.
    2.0 | -       | 1.9 mg/dL         | ISS by this B2M would be I or II; in changing kidney function read it with care, and IMS/IMWG criterion 4 is not met at creatinine 1.9 mg/dL.
    2.0 | 30 g/L  | 1.2 mg/dL         | ISS by this B2M would be II; in changing kidney function read it with care, and IMS/IMWG criterion 4 is not met at creatinine 1.2 mg/dL.
    7.4 | -       | 1.19 mg/dL        | ISS by this B2M would be III; in changing kidney function read it with care.
"""


@pytest.mark.parametrize(("b2m", "albumin", "newest", "sentence"), rows(STAGES))
def test_the_stage_is_named_only_as_what_it_would_be(b2m, albumin, newest, sentence):
    values = ["0.7 mg/dL @ 2026-11-17", newest]

    found = spoken(SERUM_B2M=b2m, ALBUMIN=albumin, CREATININE=values)

    assert found.statements[0] == sentence
    assert (found.index, found.result, found.possible) == ("", "", ())


MISSING = """
    on file                          | not found                                                 | tests
    -                                | free light chains, calcium and urine albumin/creatinine   | 48378-4 17861-6 9318-7
    FREE_KAPPA                       | calcium and urine albumin/creatinine                      | 17861-6 9318-7
    FREE_LAMBDA                      | calcium and urine albumin/creatinine                      | 17861-6 9318-7
    FREE_LIGHT_CHAIN_RATIO           | calcium and urine albumin/creatinine                      | 17861-6 9318-7
    FREE_KAPPA IONISED_CALCIUM       | urine albumin/creatinine                                  | 9318-7
    FREE_KAPPA CORRECTED_CALCIUM     | urine albumin/creatinine                                  | 9318-7
    FREE_KAPPA CALCIUM               | urine albumin/creatinine                                  | 9318-7
    FREE_KAPPA CALCIUM URINE_ALBUMIN_CREATININE | -                                              |
"""


@pytest.mark.parametrize(("on_file", "missing", "codes"), rows(MISSING))
def test_what_is_not_in_the_chart_is_named_and_offered(on_file, missing, codes):
    results = {} if on_file == "-" else dict.fromkeys(on_file.split(), "3")

    found = spoken(**results)

    rest = () if missing == "-" else (f"Not found in this chart: {missing}.",)
    assert found.statements[2:] == rest
    assert [item.code for item in found.companions] == codes.split()


UNREAD = """
    not read     | offered
    lightChains  | 17861-6 9318-7
    calcium      | 48378-4 9318-7
    urineAlbumin | 48378-4 17861-6
"""


@pytest.mark.parametrize(("key", "codes"), rows(UNREAD))
def test_what_could_not_be_read_may_exist_and_is_not_offered(key, codes):
    found = spoken(coverage=unread(key))

    assert [item.code for item in found.companions] == codes.split()


def test_it_is_silent_while_creatinine_is_steady_or_nothing_would_be_staged():
    injury = problem(Disease.ACUTE_KIDNEY_INJURY)
    expecting = problem(Disease.PREGNANCY)

    assert read(CREATININE="1.9 mg/dL") is None
    assert read(CREATININE="1.9 mg/dL", problems=(problem(), injury)) is None
    assert read(problems=()) is None
    assert read(problems=(problem(), expecting)) is None
    assert read(therapies=(therapy("2026-09-01"),)) is None


def test_what_could_not_be_read_is_not_said_to_be_missing():
    found = spoken(coverage=unread("lightChains", "urineAlbumin"))

    assert found.statements[-1] == "Not found in this chart: calcium."
