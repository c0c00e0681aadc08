"""Tests that are suggested: only what could change an answer, only what is known to be missing."""

import pytest

from cds_service.rules.companion_tests import (
    ALBUMIN,
    BLOOD_COUNT,
    CALCIUM,
    CREATININE,
    IGHV,
    IGM,
    LDH,
    LIGHT_CHAINS,
    PLASMA_CELL_FISH,
    RETINOL_BINDING_PROTEIN,
    TP53,
    URINE_ALBUMIN,
    URINE_B2M_ALKALINISED,
)
from cds_service.rules.companions import (
    PREFETCH_KEY,
    SUPPLIES,
    companions_for,
    unread,
)
from cds_service.rules.genetic_facts import SOURCES
from fhir_mappings.model import Marker, Reason
from tests.rules import build
from tests.rules.build import GOOD_KIDNEY, case, chart, markers, therapy, unusable
from tests.tables import rows

EVERY = (
    ALBUMIN,
    BLOOD_COUNT,
    CALCIUM,
    CREATININE,
    IGHV,
    IGM,
    LDH,
    LIGHT_CHAINS,
    PLASMA_CELL_FISH,
    RETINOL_BINDING_PROTEIN,
    TP53,
    URINE_ALBUMIN,
    URINE_B2M_ALKALINISED,
)


def about(**said):
    return case(chart(**({"SERUM_B2M": "6", "CREATININE": GOOD_KIDNEY} | said)))


def texts(found):
    return [item.label for item in found]


SUPPLY = """
    needed                    | asked for
    -                         | -
    b2m                       | -
    albumin                   | Order serum albumin
    albumin ldh               | Order serum albumin, Order serum LDH
    hemoglobin platelets igm  | Order blood count, Order IgM
    creatinine                | Order creatinine with eGFR
    age sex ecog longest_node | -
    advanced_stage            | -
    marrow_involved           | -
"""


@pytest.mark.parametrize(("needed", "labels"), rows(SUPPLY))
def test_only_a_test_that_could_change_the_answer_is_asked_for_and_each_once(needed, labels):
    found = companions_for(needed.replace("-", "").split(), (), about())

    assert texts(found) == [text for text in labels.split(", ") if text != "-"]


def test_what_was_resulted_is_not_needed():
    assert companions_for([], ("ldh",), about()) == ()


KEYS = """
    input           | key
    albumin         | albumin
    ldh             | ldh
    creatinine      | creatinine
    hemoglobin      | blood
    platelets       | blood
    igm             | immunoglobulins
    del17p          | cytogenetics
    t_14_16         | cytogenetics
    tp53_aberrant   | cytogenetics
    ighv_unmutated  | cytogenetics
"""


@pytest.mark.parametrize(("name", "key"), rows(KEYS))
@pytest.mark.parametrize("state", ["INCOMPLETE", "UNAVAILABLE"])
def test_what_could_not_be_read_may_exist_and_is_not_ordered(name, key, state):
    blind = about(coverage=build.unread(key, state=state))

    assert unread(name, blind)
    assert companions_for([name], (), blind) == ()
    assert companions_for([name], (), about()) != ()
    assert not unread(name, about(coverage=build.unread("egfr")))


NEVER_ORDERED = """
    input                         | key
    lymphocytes                   | blood
    advanced_stage                | stages
    rai_3_4                       | stages
    time_since_last_therapy_start | medications
"""


@pytest.mark.parametrize(("name", "key"), rows(NEVER_ORDERED))
def test_what_is_never_ordered_is_unread_with_its_own_data_set_too(name, key):
    assert unread(name, about(coverage=build.unread(key)))
    assert not unread(name, about(coverage=build.unread("egfr")))


def test_an_ighv_report_in_words_is_read_by_a_person_and_not_ordered_again():
    worded = unusable(Reason.NOT_MACHINE_READABLE, analyte=None, marker=Marker.IGHV_UNMUTATED)
    other = unusable(Reason.WITHDRAWN, analyte=None, marker=Marker.IGHV_UNMUTATED)

    assert companions_for(["ighv_unmutated"], (), about(unusable=(worded,))) == ()
    assert companions_for(["ighv_unmutated"], (), about(unusable=(other,))) == (IGHV,)
    tp53 = unusable(Reason.NOT_MACHINE_READABLE, analyte=None, marker=Marker.TP53_MUTATION)
    assert companions_for(["ighv_unmutated"], (), about(unusable=(tp53,))) == (IGHV,)


HALVES = """
    tested        | label
    -             | Request TP53 deletion and mutation analysis (specialist decision)
    DEL_17P       | Request TP53 sequencing (specialist decision)
    TP53_MUTATION | Request FISH 17p (specialist decision)
"""


@pytest.mark.parametrize(("tested", "label"), rows(HALVES))
def test_of_tp53_only_the_half_that_was_not_done_is_asked_for(tested, label):
    on_chart = markers(**{tested: "absent"}) if tested != "-" else ()

    (found,) = companions_for(["tp53_aberrant"], (), about(markers=on_chart))

    assert found.label == label
    assert (found.specialist, found.code) == (True, "")
    assert found.order in found.label or tested == "-"


FISH = """
    needed                     | known        | on the chart     | asked for
    del17p t_4_14              | ldh          | -                | all
    del17p t_4_14              | t_14_16      | -                | del(17p), t(4;14)
    del17p t_4_14              | ldh t_14_16  | -                | del(17p), t(4;14)
    t_14_16                    | del17p       | -                | t(14;16)
    gain_1q                    | tp53_mutation | -               | all
    gain_1q                    | -            | TP53_MUTATION    | all
    gain_1q                    | -            | IGHV_UNMUTATED   | all
    gain_1q                    | -            | T_11_14          | 1q21
    tp53_mutation              | del17p       | -                | -
    ldh                        | del17p       | -                | -
"""


@pytest.mark.parametrize(("needed", "known", "tested", "asked"), rows(FISH))
def test_fish_is_asked_for_whole_or_for_the_probes_that_are_missing(needed, known, tested, asked):
    on_chart = markers(**{tested: "absent"}) if tested != "-" else ()

    found = companions_for(needed.split(), known.split(), about(markers=on_chart))

    wanted = [item for item in found if item.specialist]
    if asked == "-":
        assert wanted == []
    elif asked == "all":
        assert wanted == [PLASMA_CELL_FISH]
    else:
        assert [", ".join(item.parts) for item in wanted] == [asked]
        assert wanted[0].label.startswith("Extend FISH on the marrow sample already taken")
        assert wanted[0].order == f"FISH, CD138+ marrow plasma cells: {asked}"


def test_tests_of_marrow_and_genes_are_the_specialist_s():
    specialist = {item.label for item in EVERY if item.specialist}

    assert specialist == {PLASMA_CELL_FISH.label, TP53.label, IGHV.label}
    assert all("specialist decision" in label for label in specialist)


def test_the_kidney_test_that_an_index_needs_too_is_asked_for_once():
    found = companions_for(["creatinine"], (), about(CREATININE="-"))

    assert found == (CREATININE,)


def test_the_stage_of_before_therapy_asks_for_nothing_that_would_come_too_late():
    read = chart(
        SERUM_B2M="2.9 @ 2026-10-30",
        CREATININE=f"{GOOD_KIDNEY} @ 2026-10-30",
        therapies=(therapy("2026-11-01"),),
    )

    found = build.findings(read)

    assert found["iss"].needed == ("albumin",)
    assert {item.companions for item in found.values()} == {()}


@pytest.mark.parametrize("name", sorted({*SUPPLIES, *PREFETCH_KEY}))
def test_every_input_that_can_be_asked_for_is_one_of_an_index(name):
    inputs = {key for rule in build.INDEX_RULES for key in rule.index.inputs}

    assert name in inputs | {*SOURCES}


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.label)
def test_every_order_has_a_label_a_text_and_one_clause_of_reason(item):
    assert item.label
    assert item.order
    assert item.reason
    assert not item.reason.endswith(".")
    assert (item.code == "") <= item.specialist
