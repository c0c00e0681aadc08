"""Inputs of indices as a clinician calls them."""

import pytest

from cds_service.rules.labels import FISH, GENETICS, LABELS, SEQUENCING, needed_labels, tp53_left
from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from tests.rules.build import markers
from tests.tables import rows

TOGETHER = """
    needed                              | known          | labels
    ldh                                 | -              | LDH
    del17p t_4_14                       | -              | FISH
    del17p ldh t_4_14 t_14_16           | -              | FISH, LDH
    ldh del17p                          | albumin        | LDH, FISH
    del17p tp53_mutation                | -              | genetics
    tp53_mutation                       | -              | genetics
    t_4_14 gain_1q                      | del17p         | t(4;14), 1q21
    t_14_16                             | del17p t_4_14  | t(14;16)
    tp53_mutation                       | del17p         | TP53 mutation
    del17p                              | tp53_mutation  | del(17p)
    high_risk_igh_translocation gain_1q | -              | FISH
    high_risk_igh_translocation         | gain_1q        | t(4;14), t(14;16), t(14;20)
    hemoglobin platelets                | -              | haemoglobin, platelets
    b2m b2m_over_uln                    | -              | B2M
    sex male                            | -              | sex
    tp53_aberrant ighv_unmutated        | -              | TP53 (FISH 17p and sequencing), IGHV
"""


@pytest.mark.parametrize(("needed", "known", "labels"), rows(TOGETHER))
def test_genetics_are_one_word_until_a_marker_is_known(needed, known, labels):
    found = needed_labels(needed.split(), known.replace("-", "").split())

    assert ", ".join(found) == labels


def test_nothing_needed_has_no_label():
    assert needed_labels([]) == ()


@pytest.mark.parametrize("rule", [*MYELOMA_RULES, *LYMPHOID_RULES], ids=lambda rule: rule.rule)
def test_every_input_of_every_index_has_a_name_for_clinicians(rule):
    assert [name for name in rule.index.inputs if name not in LABELS | GENETICS] == []


NAMES = """
    input                         | label
    b2m                           | B2M
    b2m_over_uln                  | B2M
    albumin                       | albumin
    ldh                           | LDH
    creatinine                    | creatinine
    hemoglobin                    | haemoglobin
    platelets                     | platelets
    igm                           | IgM
    lymphocytes                   | lymphocytes
    crp                           | CRP
    age                           | date of birth
    sex                           | sex
    male                          | sex
    tp53_aberrant                 | TP53 (FISH 17p and sequencing)
    ighv_unmutated                | IGHV
    advanced_stage                | Rai or Binet stage
    marrow_involved               | marrow biopsy
    longest_node                  | node size
    rai_3_4                       | Rai stage
    three_nodal_groups            | examination of nodes
    ecog                          | performance status
    ann_arbor_3_4                 | Ann Arbor stage
    time_since_last_therapy_start | date of the last therapy
    del17p                        | del(17p)
    t_4_14                        | t(4;14)
    t_14_16                       | t(14;16)
    t_14_20                       | t(14;20)
    gain_1q                       | 1q21
    del_1p32                      | 1p32
    high_risk_igh_translocation   | t(4;14), t(14;16), t(14;20)
    chromosome_17_abnormality     | chromosome 17
    tp53_mutation                 | TP53 mutation
"""


def test_each_input_is_called_what_a_clinician_calls_it():
    assert sorted(rows(NAMES)) == sorted((LABELS | GENETICS).items())


def test_a_name_without_a_label_stays_itself():
    assert needed_labels(["mitotic_rate"]) == ("mitotic_rate",)


def test_a_marker_is_found_by_fish_or_by_sequencing():
    assert not FISH.keys() & SEQUENCING.keys()
    assert GENETICS.keys() == FISH.keys() | SEQUENCING.keys()
    assert not GENETICS.keys() & LABELS.keys()


TP53 = """
    del(17p) | mutation | left
    -        | -        | TP53 (FISH 17p and sequencing)
    absent   | -        | TP53 sequencing
    -        | absent   | FISH 17p
    unclear  | -        | TP53 (FISH 17p and sequencing)
    present  | -        | TP53 (FISH 17p and sequencing)
"""


@pytest.mark.parametrize(("deletion", "mutation", "left"), rows(TP53))
def test_of_tp53_only_the_half_that_was_not_tested_is_named(deletion, mutation, left):
    tested = markers(DEL_17P=deletion, TP53_MUTATION=mutation)

    assert tp53_left(tested) == left
    assert needed_labels(["tp53_aberrant"], (), tested) == (left,)
