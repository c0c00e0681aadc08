"""What each missing input could change, and which rows of the published table still apply."""

from decimal import Decimal
from itertools import pairwise

import pytest

from cds_service.rules.ims_2025 import IMS_2025
from cds_service.rules.iss import ISS
from cds_service.rules.labels import needed_labels
from cds_service.rules.possible import Number
from cds_service.rules.r_iss import R_ISS
from cds_service.web.why import INDEX_RULES
from cds_service.web.why_matrix import range_text, rows
from cds_service.web.why_table import published
from fhir_mappings.model import Measured, measured

LOW_B2M = {"b2m": measured(Decimal("2.0"))}


def table_of(index, known):
    return {
        row.labels: [(item.text, item.groups) for item in row.answers] for row in rows(index, known)
    }


def test_albumin_is_shown_with_the_stage_that_each_answer_leaves():
    assert table_of(ISS, LOW_B2M)["albumin",] == [
        ("below 35 g/L", ("II",)),
        ("35 g/L or more", ("I",)),
    ]


def test_b2m_is_cut_where_the_table_cuts_it():
    unknown = table_of(ISS, {})["B2M",]

    assert unknown == [
        ("below 3.5 mg/L", ("I", "II")),
        ("3.5 to below 5.5 mg/L", ("II",)),
        ("5.5 mg/L or more", ("III",)),
    ]


def test_of_a_bound_only_the_answers_it_allows_are_shown():
    above = {**LOW_B2M, "b2m": Measured(low=Decimal(4))}

    assert [text for text, _ in table_of(ISS, above)["B2M",]] == [
        "above 4 to below 5.5 mg/L",
        "5.5 mg/L or more",
    ]


def test_a_known_value_stands_as_itself_with_its_unit():
    assert table_of(ISS, LOW_B2M)["B2M",] == [("2 mg/L", ("I", "II"))]


def test_an_input_that_cannot_change_the_group_is_marked_so():
    (decided,) = [
        row for row in rows(ISS, {"b2m": measured(Decimal(9))}) if row.labels == ("albumin",)
    ]

    assert not decided.decides
    assert not decided.known


def test_markers_with_the_same_consequence_share_a_row():
    labels = [row.labels for row in rows(IMS_2025, LOW_B2M)]

    assert ("del(17p)", "TP53 mutation") in labels
    assert ("t(4;14)", "t(14;16)", "t(14;20)", "1q21") in labels


def test_a_marker_that_decides_only_together_with_another_says_so():
    (translocations,) = [row for row in rows(IMS_2025, LOW_B2M) if "t(4;14)" in row.labels]

    assert translocations.decides
    assert not translocations.alone


@pytest.mark.parametrize("rule", INDEX_RULES.values(), ids=INDEX_RULES)
def test_the_answers_of_every_input_together_leave_exactly_the_possible_groups(rule):
    for row in rows(rule.index, {}):
        left = {group for answer in row.answers for group in answer.groups}

        assert left == set(rule.index.possible({}))


@pytest.mark.parametrize("rule", INDEX_RULES.values(), ids=INDEX_RULES)
def test_neighbouring_answers_differ_in_what_they_leave(rule):
    for name, item in rule.index.inputs.items():
        if isinstance(item, Number):
            (row,) = [row for row in rows(rule.index, {}) if _label(name) in row.labels]
            left = [answer.groups for answer in row.answers]
            assert all(one != other for one, other in pairwise(left))


@pytest.mark.parametrize("rule", INDEX_RULES.values(), ids=INDEX_RULES)
def test_every_group_of_an_index_marks_a_place_of_its_own_in_the_published_table(rule):
    marks = [marked(rule.rule, [group]) for group in rule.index.groups]

    assert all(len(found) == 1 for found in marks)
    assert len({found[0] for found in marks}) == len(marks)


def test_the_rows_that_stay_possible_are_marked_and_no_other():
    assert marked("iss", ["I", "II"]) == [
        "stage I    B2M < 3.5 mg/L and albumin >= 35 g/L (3.5 g/dL)",
        "stage II   neither I nor III",
    ]
    assert marked("iss", []) == []


@pytest.mark.parametrize(
    ("low", "high", "low_in", "high_in", "text"),
    [
        ("-Infinity", "35", False, False, "below 35 g/L"),
        ("-Infinity", "35", False, True, "up to 35 g/L"),
        ("35", "Infinity", True, False, "35 g/L or more"),
        ("35", "Infinity", False, False, "above 35 g/L"),
        ("35", "40", True, False, "35 to below 40 g/L"),
        ("35", "40", False, True, "above 35 to 40 g/L"),
        ("-Infinity", "Infinity", False, False, "any"),
    ],
)
def test_a_stretch_between_cutoffs_is_worded_with_its_limits(low, high, low_in, high_in, text):
    cell = Measured(Decimal(low), Decimal(high), low_included=low_in, high_included=high_in)

    assert range_text(cell, "g/L") == text


def test_a_single_value_is_worded_as_itself():
    assert range_text(measured(Decimal("3.5")), "mg/L") == "3.5 mg/L"


def test_r_iss_names_ldh_against_its_own_laboratory():
    texts = [text for text, _ in table_of(R_ISS, LOW_B2M)["LDH",]]

    assert texts == ["up to the laboratory's limit", "above the laboratory's limit"]


def marked(rule_id, groups):
    lines = (line for table in published(rule_id, groups) for line in table)
    return [piece.text for line in lines for piece in line if piece.marked]


def _label(name):
    return needed_labels([name], known=[name])[0]
