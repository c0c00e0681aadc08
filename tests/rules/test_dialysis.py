"""A serum B2M on dialysis without a stage (policy KP-18)."""

from dataclasses import replace

import pytest

from cds_service.rules import interpret
from cds_service.rules.citations import KDOQI_BONE_2003
from cds_service.rules.finding import Finding, Story
from cds_service.rules.policy import Policy
from fhir_mappings.model import Disease, Problem
from tests.rules.build import NOW, POLICY, chart, moment, problem
from tests.tables import rows

PROPORTION = (
    "Values of 38 to 50 mg/L were the middle half of one haemodialysis cohort. Whether this sample "
    "was taken before dialysis is not recorded."
)
INFORMATION = "Dialysis-related amyloidosis is mostly seen after five or more years of dialysis."
CONSIDER = (
    "Consider dialysis-related amyloidosis clinically (hand numbness, shoulder pain, bone cysts)."
)
NO_SCREENING = "KDOQI does not recommend B2M screening; the level does not predict it."


def since(*starts: str, clinical: str = "active") -> tuple[Problem, ...]:
    return tuple(
        problem(Disease.DIALYSIS, onset=moment(start) if start else None, clinical=clinical)
        for start in starts
    )


def read(*problems: Problem, sample: str = "31 mg/L", policy: Policy = POLICY) -> Finding:
    (found,) = interpret(chart(SERUM_B2M=sample, problems=problems), NOW, policy)
    return found


def test_the_card_says_that_the_number_is_mainly_lost_clearance():
    found = read(*since(""))

    assert found.headline == (
        "B2M 31 mg/L (18 Nov 2026) on dialysis: mainly lost kidney clearance; says little about "
        "any other cause"
    )
    assert (found.rule, found.story) == ("dialysis", Story.DIALYSIS)
    assert found.statements == (PROPORTION,)
    assert found.citations == (KDOQI_BONE_2003,)
    assert found.caveats == ("No stage is given: no confirmed diagnosis on record.",)
    assert found.reasons == (
        "no-confirmed-diagnosis",
        "renal-caveat",
        "dialysis-explains-level",
    )
    assert found.companions == ()
    assert (found.possible, found.tail, found.indicator) == ((), "", "info")


def test_it_speaks_at_any_value():
    assert read(*since(""), sample="2.0 mg/L").rule == "dialysis"


def test_with_a_stage_dialysis_is_part_of_the_staging_card():
    found = interpret(chart(SERUM_B2M="31", problems=(problem(), *since(""))), NOW, POLICY)

    assert [item.rule for item in found] == ["iss", "ims-2025", "r-iss", "r2-iss"]


VINTAGE = """
    since      | years | says
    2021-11-19 | 4     | nothing
    2021-11-18 | 5     | information
    2016-11-19 | 9     | information
    2016-11-18 | 10    | consider
    2013-03-01 | 13    | consider
    2021-11    | 4     | nothing
    2021-10    | 5     | information
    2021       | 4     | nothing
    2020       | 5     | information
    2027-01-01 | 0     | nothing
"""


@pytest.mark.parametrize(("start", "years", "says"), rows(VINTAGE))
def test_only_completed_years_on_dialysis_speak_of_amyloidosis(start, years, says):
    found = read(*since(start)).statements

    on_record = f"On record as on dialysis for {years} years."
    expected = {
        "nothing": (PROPORTION,),
        "information": (PROPORTION, on_record, INFORMATION, NO_SCREENING),
        "consider": (PROPORTION, on_record, CONSIDER, NO_SCREENING),
    }
    assert found == expected[says]


def test_of_a_sample_known_by_its_month_the_first_day_counts():
    found = read(*since("2021-11-15"), sample="31 @ 2026-11").statements

    assert found == (PROPORTION,)


def test_without_a_date_there_are_no_years_whatever_the_policy():
    early = replace(POLICY, dialysis_information_years=1)

    assert read(*since(""), policy=early).statements == (PROPORTION,)
    assert INFORMATION in read(*since("2025-11-18"), policy=early).statements


def test_the_earliest_record_counts():
    found = read(*since("2024-01-01", "2013-03-01", "")).statements

    assert found[1].startswith("On record as on dialysis for 13 years.")


SIGNS = """
    sign                 | since   | said
    CARPAL_TUNNEL        | 2024-01 | sign, consider
    DIALYSIS_AMYLOIDOSIS | 2024-01 | sign, consider
    CARPAL_TUNNEL        | 2020-01 | years, sign, consider
    CARPAL_TUNNEL        | -       | sign, consider
    AMYLOIDOSIS          | 2024-01 | -
"""


@pytest.mark.parametrize(("sign", "start", "said"), rows(SIGNS))
def test_a_coded_sign_of_amyloid_asks_to_consider_it_at_any_vintage(sign, start, said):
    disease = Disease[sign]
    texts = {
        "sign": f"On record: {disease.value}.",
        "years": "On record as on dialysis for 6 years.",
        "consider": CONSIDER,
    }
    wanted = [texts[name] for name in said.split(", ") if name != "-"]

    found = read(problem(disease), *since(start.replace("-", "", start == "-")))
    resolved = read(problem(disease, clinical="resolved"), *since("2024-01"))

    screening = [NO_SCREENING] if wanted else []
    assert found.statements == (PROPORTION, *wanted, *screening)
    assert resolved.statements == (PROPORTION,)


def test_other_diseases_do_not_count_as_years_on_dialysis():
    old = problem(Disease.CKD, onset=moment("2001-01-01"))

    assert read(old, *since("2025-01-01")).statements == (PROPORTION,)


def test_the_limit_of_a_usual_value_is_higher_on_dialysis():
    assert len(read(*since(""), sample="60 mg/L").caveats) == 1
    assert read(*since(""), sample="61 mg/L").caveats[0] == (
        "B2M 61 mg/L: unusual for this test, verify value and unit."
    )


def test_an_old_sample_is_called_last_known():
    assert read(*since(""), sample="31 @ 2026-08-21").caveats[0] == (
        "Last known B2M: the sample is 91 days old."
    )
