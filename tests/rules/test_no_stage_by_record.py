"""Silence would mislead: a child's B2M, and a stage that only the record keeps back."""

import pytest

from cds_service.rules.finding import Finding
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.populations import POPULATIONS
from fhir_mappings.model import Availability, Course, Coverage, Disease
from tests.rules.build import (
    INDEX_RULES,
    case,
    chart,
    findings,
    person,
    problem,
    with_indices,
)
from tests.tables import rows

NON_SPECIFIC = (
    "Non-specific. Common causes: reduced kidney function, inflammation/infection, autoimmune, "
    "lymphoid/plasma-cell disorders. B2M is not a diagnostic test for any of them."
)
EXCLUDES_NOTHING = "A B2M that is not raised does not exclude a plasma-cell or lymphoid disorder."
INCOMPLETE = (Coverage("conditions", Availability.INCOMPLETE),)


def reading(*more, **said) -> Finding | None:
    return nonspecific(case(chart(*more, **({"problems": ()} | said))))


def spoken(*more, **said) -> Finding:
    found = reading(*more, **said)
    assert found is not None
    return found


CHILDREN = """
    B2M           | statement
    6             | none
    2.0           | none
    6 limit 2.4   | Above the laboratory limit of 2.4 mg/L, which may be meant for adults.
    2.4 limit 2.4 | silent
"""


@pytest.mark.parametrize(("b2m", "statement"), rows(CHILDREN))
def test_a_childs_value_is_never_read_against_an_adult_limit(b2m, statement):
    found = reading(SERUM_B2M=b2m, patient=person(born="2015-01-01"))

    if statement == "silent":
        assert found is None
        return
    assert found is not None
    assert found.headline.endswith(
        "in a patient under 18: adult limits and eGFR equations do not apply"
    )
    assert found.statements[0] == (NON_SPECIFIC if statement == "none" else statement)


RECORDED_AS = """
    disease          | said                        | speaks
    MULTIPLE_MYELOMA | verification=provisional    | yes
    CLL              | verification=differential   | yes
    CLL              | course=NO_INDEX             | yes
    MULTIPLE_MYELOMA | clinical=resolved           | no
    MULTIPLE_MYELOMA | course=PRECURSOR            | no
    MGUS             | verification=provisional    | no
    -                | -                           | no
"""


@pytest.mark.parametrize(("disease", "said", "speaks"), rows(RECORDED_AS))
def test_a_value_that_is_not_raised_speaks_where_only_the_record_keeps_a_stage_back(
    disease, said, speaks
):
    name, _, value = said.partition("=")
    fields = {name: Course[value] if name == "course" else value} if value else {}
    problems = () if disease == "-" else (problem(Disease[disease], **fields),)

    found = reading(SERUM_B2M="2.0 limit 2.4", EGFR="90", problems=problems)

    assert (found is not None) is (speaks == "yes")
    if found:
        assert found.headline == (
            "B2M 2.0 mg/L (18 Nov 2026) is not raised; no stage is given because of how the "
            "diagnosis is recorded"
        )
        assert found.statements == ("Not above the laboratory limit of 2.4 mg/L.", EXCLUDES_NOTHING)
        assert found.caveats[-1].startswith("No stage is given: ")


def test_diagnoses_that_could_not_be_read_and_one_that_is_not_confirmed_are_both_named():
    unsure = (problem(verification="provisional"),)

    found = spoken(SERUM_B2M="2.0", EGFR="90", problems=unsure, coverage=INCOMPLETE)

    assert found.headline.endswith("is not raised; diagnoses could not be read in full")
    assert EXCLUDES_NOTHING in found.statements


SWITCHED = """
    disease                     | switched on | headline spoken by
    DLBCL                       | -           | nonspecific
    DLBCL                       | geltamo-ipi | geltamo-ipi
    ANGIOIMMUNOBLASTIC_LYMPHOMA | -           | nonspecific
    ANGIOIMMUNOBLASTIC_LYMPHOMA | aitl-score  | aitl-score
"""


@pytest.mark.parametrize(("disease", "index", "rule"), rows(SWITCHED))
def test_a_disease_whose_index_is_switched_off_is_not_met_with_silence(disease, index, rule):
    policy = with_indices(*index.replace("-", "", index == "-").split())
    read = chart(SERUM_B2M="6 limit 2.4", EGFR="90", problems=(problem(Disease[disease]),))

    found = findings(read, policy)

    assert list(found) == [rule]
    said = "not switched on here, so no stage is given."
    assert any(text.endswith(said) for text in found[rule].caveats) is (index == "-")


def test_the_rules_of_each_disease_are_those_of_its_indices():
    new = [rule for rule in INDEX_RULES if not rule.relapsed]

    for population in POPULATIONS:
        named = {rule.rule for rule in new if rule.population is population}
        assert population.rules == named


NO_INDEX = """
    disease            | called
    OTHER_LYMPHOMA     | Another non-Hodgkin lymphoma
    OTHER_BLOOD_CANCER | Another disease of the blood
"""


@pytest.mark.parametrize(("disease", "called"), rows(NO_INDEX))
def test_another_disease_of_the_blood_is_not_called_no_diagnosis(disease, called):
    found = spoken(SERUM_B2M="6", EGFR="90", problems=(problem(Disease[disease]),))

    assert found.caveats == (f"{called} is on record; no index with B2M is shown for it.",)
