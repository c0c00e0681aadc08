"""How a refused stage is worded, and that no finding then carries one."""

import pytest

from cds_service.rules import interpret
from cds_service.rules.population import Ground, applicability
from cds_service.rules.populations import CLL, MYELOMA
from fhir_mappings.model import Course, Disease
from tests.rules.build import (
    GOOD_KIDNEY,
    NOW,
    POLICY,
    SAMPLE_DAY,
    chart,
    moment,
    problem,
)
from tests.tables import rows


# one diagnosis of a disease as recorded: course of its code, clinical and verification status
def ground(on_record, population=CLL):
    return applicability(chart(problems=(on_record,)), population, moment(SAMPLE_DAY), POLICY)


def diagnosis(course, clinical, verification, disease):
    return problem(
        disease,
        course=Course[course],
        clinical=clinical.replace("-", ""),
        verification=verification.replace("-", ""),
    )


@pytest.mark.parametrize("refused", [item for item in Ground if item is not Ground.APPLIES])
def test_every_refusal_has_a_code_and_the_words_of_one_sentence(refused):
    assert refused.code
    assert refused.words
    assert not refused.words.endswith(".")


SENTENCES = """
    course   | clinical | verification | sentence
    UNSTATED | active   | confirmed    |
    UNSTATED | active   | -            | No stage is given: chronic lymphocytic leukaemia is on record but not marked as confirmed.
    UNSTATED | resolved | confirmed    | No stage is given: the chronic lymphocytic leukaemia on record is not marked as active.
    RELAPSE  | active   | confirmed    | No stage is given: the chronic lymphocytic leukaemia on record is in remission or relapse; CLL-IPI was made for untreated disease.
    PRECURSOR | active  | confirmed    | No stage is given: the code on record is of a form of chronic lymphocytic leukaemia without symptoms; CLL-IPI was not built for it.
    NO_INDEX | active   | confirmed    | No stage is given: the diagnosis code on record does not clearly name chronic lymphocytic leukaemia.
"""  # noqa: E501


@pytest.mark.parametrize(("course", "clinical", "verification", "sentence"), rows(SENTENCES))
def test_a_refusal_names_the_disease(course, clinical, verification, sentence):
    found = ground(diagnosis(course, clinical, verification, Disease.CLL))

    assert found.sentence == sentence


REFUSED = """
    course    | clinical | verification | ground
    UNSTATED  | active   | provisional  | NOT_CONFIRMED
    UNSTATED  | active   | -            | NOT_CONFIRMED
    UNSTATED  | -        | confirmed    | NOT_ACTIVE
    UNSTATED  | resolved | confirmed    | NOT_ACTIVE
    REMISSION | active   | confirmed    | NOT_NEW
    UNSTATED  | relapse  | confirmed    | NOT_NEW
    RELAPSE   | active   | confirmed    | NOT_NEW
    NO_INDEX  | active   | confirmed    | NO_INDEX
    PRECURSOR | active   | confirmed    | PRECURSOR
"""


@pytest.mark.parametrize(("course", "clinical", "verification", "expected"), rows(REFUSED))
def test_without_a_ground_no_finding_carries_a_stage_and_the_card_says_why(
    course, clinical, verification, expected
):
    on_record = diagnosis(course, clinical, verification, Disease.MULTIPLE_MYELOMA)
    read = chart(SERUM_B2M="6", CREATININE=GOOD_KIDNEY, problems=(on_record,))

    found = interpret(read, NOW, POLICY)

    assert [item.rule for item in found] == ["nonspecific"]
    assert found[0].possible == ()
    assert found[0].caveats[-1] == ground(on_record, MYELOMA).sentence
    assert Ground[expected].code in found[0].reasons
