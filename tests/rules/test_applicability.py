"""When a myeloma stage may be given, and on which ground it is refused."""

import pytest

from cds_service.rules import interpret
from cds_service.rules.applicability import Ground, myeloma
from fhir_mappings.model import Analyte, Availability, Course, Coverage, Disease
from tests.rules.build import GOOD_KIDNEY, NOW, POLICY, chart, person, problem
from tests.tables import rows

# one diagnosis of multiple myeloma as recorded: course of its code, clinical and verification
RECORDED = """
    course    | clinical   | verification | ground
    UNSTATED  | active     | confirmed    | APPLIES
    UNSTATED  | active     | provisional  | NOT_CONFIRMED
    UNSTATED  | active     | differential | NOT_CONFIRMED
    UNSTATED  | active     | unconfirmed  | NOT_CONFIRMED
    UNSTATED  | active     | -            | NOT_CONFIRMED
    UNSTATED  | -          | confirmed    | NOT_ACTIVE
    UNSTATED  | inactive   | confirmed    | NOT_ACTIVE
    UNSTATED  | resolved   | confirmed    | NOT_ACTIVE
    UNSTATED  | remission  | confirmed    | NOT_NEW
    UNSTATED  | remission  | provisional  | NOT_NEW
    UNSTATED  | recurrence | confirmed    | NOT_NEW
    UNSTATED  | relapse    | confirmed    | NOT_NEW
    UNSTATED  | relapse    | provisional  | NOT_CONFIRMED
    REMISSION | active     | confirmed    | NOT_NEW
    REMISSION | inactive   | -            | NOT_NEW
    RELAPSE   | active     | confirmed    | NOT_NEW
    RELAPSE   | resolved   | confirmed    | NOT_ACTIVE
    NO_INDEX  | active     | confirmed    | NO_INDEX
    NO_INDEX  | active     | provisional  | NOT_CONFIRMED
"""


def ground(*problems, patient=None, coverage=()):
    read = chart(
        SERUM_B2M="6",
        problems=problems,
        patient=patient or person(),
        coverage=coverage,
    )
    sample = read.latest(Analyte.SERUM_B2M)
    assert sample is not None
    return myeloma(read, sample, POLICY)


def recorded(course="UNSTATED", clinical="active", verification="confirmed"):
    return problem(
        course=Course[course],
        clinical=clinical.replace("-", ""),
        verification=verification.replace("-", ""),
    )


@pytest.mark.parametrize(("course", "clinical", "verification", "expected"), rows(RECORDED))
def test_a_stage_needs_newly_diagnosed_myeloma_that_is_active_and_confirmed(
    course, clinical, verification, expected
):
    found = ground(recorded(course, clinical, verification))

    assert found.ground is Ground[expected]
    assert found.applies is (expected == "APPLIES")
    assert found.problem == recorded(course, clinical, verification)


ACTIVE = recorded()
BESIDE = {
    "remission beside active": (recorded("REMISSION"), Ground.NOT_NEW),
    "relapse beside active": (recorded("RELAPSE"), Ground.NOT_NEW),
    "provisional beside active": (recorded(verification="provisional"), Ground.APPLIES),
    "resolved beside active": (recorded(clinical="resolved"), Ground.APPLIES),
    "vague code beside active": (recorded("NO_INDEX"), Ground.APPLIES),
    "smouldering beside active": (problem(Disease.SMOULDERING_MYELOMA), Ground.SMOULDERING),
    "unverified smouldering beside active": (
        problem(Disease.SMOULDERING_MYELOMA, verification=""),
        Ground.SMOULDERING,
    ),
    "past smouldering beside active": (
        problem(Disease.SMOULDERING_MYELOMA, clinical="resolved"),
        Ground.APPLIES,
    ),
    "MGUS beside active": (problem(Disease.MGUS), Ground.APPLIES),
    "kidney disease beside active": (problem(Disease.CKD), Ground.APPLIES),
}


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("reverse", [False, True])
def test_of_several_records_the_one_that_forbids_staging_wins(name, reverse):
    other, expected = BESIDE[name]
    problems = (other, ACTIVE) if reverse else (ACTIVE, other)

    assert ground(*problems).ground is expected


def test_the_clearest_of_several_refusals_is_named():
    vague, unconfirmed, resolved = (
        recorded("NO_INDEX"),
        recorded(verification=""),
        recorded(clinical="resolved"),
    )

    assert ground(resolved, unconfirmed, vague).ground is Ground.NO_INDEX
    assert ground(resolved, unconfirmed).ground is Ground.NOT_CONFIRMED
    assert ground(resolved).ground is Ground.NOT_ACTIVE


def test_the_record_that_was_judged_is_given():
    assert ground(recorded(clinical="resolved"), ACTIVE).problem is ACTIVE
    assert ground().problem is None


NOT_HAD = {
    "had": (),
    "incomplete": (Coverage("conditions", Availability.INCOMPLETE),),
    "unavailable": (Coverage("conditions", Availability.UNAVAILABLE),),
    "other": (Coverage("albumin", Availability.UNAVAILABLE),),
}
WITHOUT_MYELOMA = """
    diagnosis | problem list | ground
    -         | had          | NO_DIAGNOSIS
    -         | other        | NO_DIAGNOSIS
    -         | incomplete   | INCOMPLETE
    -         | unavailable  | UNREADABLE
    MGUS      | had          | MGUS
    MGUS      | incomplete   | MGUS
    MGUS      | unavailable  | MGUS
    CKD       | had          | NO_DIAGNOSIS
    CKD       | incomplete   | INCOMPLETE
    CKD       | unavailable  | INCOMPLETE
    DIALYSIS  | had          | NO_DIAGNOSIS
"""


@pytest.mark.parametrize(("disease", "coverage", "expected"), rows(WITHOUT_MYELOMA))
def test_an_unread_problem_list_is_never_no_diagnosis(disease, coverage, expected):
    problems = () if disease == "-" else (problem(Disease[disease]),)

    assert ground(*problems, coverage=NOT_HAD[coverage]).ground is Ground[expected]


def test_a_past_mgus_is_no_ground_of_its_own():
    past = problem(Disease.MGUS, clinical="resolved")

    assert ground(past).ground is Ground.NO_DIAGNOSIS


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2008-11-18", Ground.APPLIES),
        ("2008-11-19", Ground.UNDER_18),
        ("2008", Ground.UNDER_18),
        ("", Ground.APPLIES),
    ],
)
def test_a_patient_who_may_be_under_18_is_not_staged(born, expected):
    assert ground(ACTIVE, patient=person(born=born)).ground is expected


def test_a_child_without_myeloma_has_no_diagnosis():
    assert ground(patient=person(born="2015-01-01")).ground is Ground.NO_DIAGNOSIS


@pytest.mark.parametrize("refused", [item for item in Ground if item is not Ground.APPLIES])
def test_every_refusal_is_a_whole_sentence(refused):
    assert refused.value.endswith(".")
    assert f"No stage is given: {refused.value}".count(".") == 1


def test_a_refusal_is_worded_and_a_ground_to_stage_is_not():
    assert ground(ACTIVE).sentence == ""
    assert ground().sentence == "No stage is given: no confirmed diagnosis on record."


REFUSED = [row for row in rows(RECORDED) if row[-1] != "APPLIES"]


@pytest.mark.parametrize(("course", "clinical", "verification", "expected"), REFUSED)
def test_without_a_ground_no_finding_carries_a_stage_and_the_card_says_why(
    course, clinical, verification, expected
):
    read = chart(
        SERUM_B2M="6",
        CREATININE=GOOD_KIDNEY,
        problems=(recorded(course, clinical, verification),),
    )

    found = interpret(read, NOW, POLICY)

    assert [item.rule for item in found] == ["nonspecific"]
    assert found[0].possible == ()
    assert found[0].caveats[-1] == f"No stage is given: {Ground[expected].value}"
