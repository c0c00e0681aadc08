# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""A raised B2M without a stage: what filtration explains, and that the rest is non-specific."""

from dataclasses import replace

import pytest

from cds_service.rules.citations import INKER_2016
from cds_service.rules.companion_tests import (
    URINE_ALBUMIN,
)
from cds_service.rules.finding import Finding, Story
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.plausibility import QUERY
from fhir_mappings.model import Availability, Coverage, Disease
from tests.rules.build import POLICY, case, chart, person, problem, result, unread
from tests.tables import rows

NON_SPECIFIC = "Non-specific. Common causes: reduced kidney function, inflammation/infection, autoimmune, lymphoid/plasma-cell disorders. B2M is not a diagnostic test for any of them."
WORK_UP = "Further work-up only if other findings point there, such as unexplained anaemia, high calcium, bone pain or enlarged nodes."
CHECK_KIDNEY = "Check creatinine/eGFR."
PRODUCTION = "Consider production (infection/inflammation, interferon, disease activity) or eGFR overestimated (low muscle mass): cystatin C helps."
UNREADABLE = (Coverage("conditions", Availability.UNAVAILABLE),)
INCOMPLETE = (Coverage("conditions", Availability.INCOMPLETE),)


def reading(*more, **said) -> Finding | None:
    return nonspecific(case(chart(*more, **({"problems": ()} | said))))


def spoken(*more, **said) -> Finding:
    found = reading(*more, **said)
    assert found is not None
    return found


HEADLINES = """
    B2M        | eGFR | headline
    4.6        | 39   | B2M 4.6 mg/L (18 Nov 2026) is in the range expected from eGFR 39 alone (about 4.2, up to 6); non-specific
    7.0        | 39   | B2M 7.0 mg/L (18 Nov 2026) is somewhat higher than eGFR 39 explains (about 4.2); non-specific
    9.0        | 39   | B2M 9.0 mg/L (18 Nov 2026) is higher than eGFR 39 explains (about 4.2 expected); non-specific
    4.6        | -    | B2M 4.6 mg/L (18 Nov 2026) cannot be interpreted: no creatinine or eGFR within 30 days
    16         | 9    | B2M 16 mg/L (18 Nov 2026) at eGFR 9: a very high value is expected from the kidney
    4.6        | > 60 | B2M 4.6 mg/L (18 Nov 2026): how much the kidney explains cannot be worked out from these numbers
"""


@pytest.mark.parametrize(("b2m", "egfr", "headline"), rows(HEADLINES))
def test_the_headline_says_how_much_the_kidney_explains(b2m, egfr, headline):
    found = spoken(SERUM_B2M=f"{b2m} mg/L", EGFR=egfr)

    assert found.headline == headline
    assert len(headline) <= 139
    assert (found.rule, found.story) == ("nonspecific", Story.KIDNEY)
    assert (found.index, found.possible, found.tail) == ("", (), "")


NO_GFR = """
    creatinine | born       | unread     | headline
    -          | 1968-03-01 | -          | no creatinine or eGFR within 30 days
    1.0        | -          | -          | no eGFR without a date of birth
    < 0.3      | 1968-03-01 | -          | creatinine is reported only as a bound
    -          | 1968-03-01 | creatinine | creatinine and eGFR could not be read in full
    -          | 1968-03-01 | egfr       | creatinine and eGFR could not be read in full
    -          | 1968-03-01 | ldh        | no creatinine or eGFR within 30 days
"""


@pytest.mark.parametrize(("creatinine", "born", "key", "reason"), rows(NO_GFR))
def test_without_kidney_function_it_says_why(creatinine, born, key, reason):
    found = spoken(
        SERUM_B2M="4.6",
        CREATININE=creatinine,
        patient=person(born="" if born == "-" else born),
        coverage=unread(*key.replace("-", "").split()),
    )

    assert found.headline == f"B2M 4.6 mg/L (18 Nov 2026) cannot be interpreted: {reason}"


def test_a_changing_creatinine_and_an_older_formula_have_headlines_of_their_own():
    changing = spoken(SERUM_B2M="6", CREATININE=["1.0 mg/dL @ 2026-11-17", "2.0 mg/dL"])
    older = spoken(result("EGFR", "40", method="MDRD"), SERUM_B2M="6")

    assert changing.headline == (
        "B2M 6 mg/L (18 Nov 2026) while creatinine is changing: eGFR is not valid and B2M rises "
        "with it"
    )
    assert older.headline == (
        "B2M 6 mg/L (18 Nov 2026): how much the kidney explains is open (eGFR by another formula)"
    )


def test_without_bands_the_headline_names_the_egfr_alone():
    off = replace(POLICY, filtration_bands=False)
    read = case(chart(SERUM_B2M="6", EGFR="39", problems=()), policy=off)

    found = nonspecific(read)

    assert found is not None
    assert found.headline == "B2M 6 mg/L (18 Nov 2026) at eGFR 39; non-specific"


LIMITS = """
    B2M             | statement
    2.7             | -
    2.71            | Above the default limit of 2.7 mg/L.
    2.5 limit 2.4   | Above the laboratory limit of 2.4 mg/L.
    2.4 limit 2.4   | -
    < 3             | Possibly above the default limit of 2.7 mg/L.
    > 2.0           | Possibly above the default limit of 2.7 mg/L.
    > 20            | Above the default limit of 2.7 mg/L.
    > 2.7           | Above the default limit of 2.7 mg/L.
    >= 2.7          | Possibly above the default limit of 2.7 mg/L.
"""


@pytest.mark.parametrize(("b2m", "statement"), rows(LIMITS))
def test_a_value_speaks_only_above_its_limit_and_says_whose_limit(b2m, statement):
    found = reading(SERUM_B2M=b2m, EGFR="39")

    assert (found.statements[0] if found else "-") == statement


def test_a_raised_value_is_called_non_specific_and_no_work_up_is_asked_for():
    found = spoken(SERUM_B2M="4.6", EGFR="39")

    assert found.statements[1:] == (NON_SPECIFIC, WORK_UP)
    assert found.companions == (URINE_ALBUMIN,)
    assert found.caveats == ("No stage is given: no confirmed diagnosis on record.",)
    assert found.evidence[0].reported.text == "4.6 mg/L"
    assert found.citations == (INKER_2016,)


def test_more_than_filtration_names_what_else_raises_b2m():
    assert PRODUCTION in spoken(SERUM_B2M="9", EGFR="39").statements
    assert PRODUCTION not in spoken(SERUM_B2M="4.6", EGFR="39").statements


def test_without_kidney_function_creatinine_is_asked_for_and_no_paper_is_cited():
    found = spoken(SERUM_B2M="4.6")

    assert found.statements[-1] == CHECK_KIDNEY
    assert [item.code for item in found.companions] == ["2160-0"]
    assert found.citations == ()
    assert CHECK_KIDNEY not in spoken(SERUM_B2M="4.6", EGFR="39").statements


@pytest.mark.parametrize("coverage", [UNREADABLE, INCOMPLETE])
@pytest.mark.parametrize("egfr", ["90", "9", "-"])
def test_a_value_that_is_not_raised_speaks_when_diagnoses_could_not_be_read(coverage, egfr):
    found = spoken(SERUM_B2M="2.0", EGFR=egfr, coverage=coverage)

    assert found.headline == (
        "B2M 2.0 mg/L (18 Nov 2026) is not raised; diagnoses could not be read in full"
    )
    assert found.statements == ("Not above the default limit of 2.7 mg/L.",)
    assert found.caveats[-1].startswith("No stage is given: ")


def test_a_value_at_its_limit_is_not_above_it():
    found = spoken(SERUM_B2M="2.7", EGFR="90", coverage=UNREADABLE)

    assert found.statements == ("Not above the default limit of 2.7 mg/L.",)


def test_without_any_limit_nothing_is_said_of_one():
    child = person(born="2015-01-01")

    found = spoken(SERUM_B2M="6", EGFR="90", coverage=UNREADABLE, patient=child)

    assert found.statements == (NON_SPECIFIC,)


def test_a_value_that_is_not_raised_is_silent_when_diagnoses_were_read():
    assert reading(SERUM_B2M="2.0", EGFR="90") is None


WORK_UP_UNDER_WAY = {
    "none": ((), (), True),
    "kidney disease": ((problem(Disease.CKD),), (), True),
    "MGUS": ((problem(Disease.MGUS),), (), False),
    "smouldering": ((problem(Disease.SMOULDERING_MYELOMA),), (), False),
    "other lymphoma": ((problem(Disease.OTHER_LYMPHOMA),), (), False),
    "unconfirmed": ((problem(verification=""),), (), False),
    "unreadable": ((), UNREADABLE, False),
    "incomplete": ((), INCOMPLETE, False),
}


@pytest.mark.parametrize("name", WORK_UP_UNDER_WAY)
def test_needless_work_up_is_advised_against_only_without_such_a_disease(name):
    problems, coverage, advised = WORK_UP_UNDER_WAY[name]

    found = spoken(SERUM_B2M="4.6", EGFR="39", problems=problems, coverage=coverage)

    assert (WORK_UP in found.statements) is advised


def test_the_stage_and_dialysis_have_their_own_findings():
    assert reading(SERUM_B2M="6", problems=(problem(),)) is None
    assert reading(SERUM_B2M="31", problems=(problem(Disease.DIALYSIS),)) is None


@pytest.mark.parametrize(("day", "old"), [("2026-08-22", 90), ("2026-08-21", 91)])
def test_a_sample_of_more_than_90_days_is_called_last_known(day, old):
    sentence = f"Last known B2M: the sample is {old} days old."

    assert (sentence in spoken(SERUM_B2M=f"6 @ {day}").caveats) is (old > 90)


def test_an_unusual_value_is_to_be_verified():
    found = spoken(SERUM_B2M="55 mg/L")
    unmarked = nonspecific(case(chart(result("SERUM_B2M", "55", queries=(QUERY,)), problems=())))

    assert found.caveats[0].startswith("No stage is given")
    assert unmarked is not None
    assert unmarked.caveats[0] == "B2M 55 mg/L: unusual for this test, verify value and unit."


def test_what_else_raises_b2m_and_is_on_record_is_named():
    found = spoken(SERUM_B2M="9", EGFR="90", problems=(problem(Disease.HIV),))

    assert "Also known to raise B2M and on record: HIV infection." in found.statements
