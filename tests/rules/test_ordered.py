"""What is on order is not suggested again."""

import pytest

from cds_service.rules import companion_tests, interpret
from cds_service.rules.finding import Companion
from cds_service.rules.ordered import not_on_order, on_order
from fhir_mappings.model import LabTest
from tests.rules.build import NOW, POLICY, chart, moment
from tests.rules.ordering import order
from tests.tables import rows

EVERY = [item for item in vars(companion_tests).values() if isinstance(item, Companion)]

WINDOW = """
    test    | written    | due        | counts
    ALBUMIN | 2026-11-19 |            | yes
    ALBUMIN | 2026-10-21 |            | yes
    ALBUMIN | 2026-10-20 |            | no
    ALBUMIN | 2026-08-01 | 2026-11-01 | yes
    ALBUMIN | 2026-08-01 | 2027-01-15 | yes
    ALBUMIN | 2026-11-19 | 2026-09-01 | no
    ALBUMIN |            |            | yes
    FISH    | 2026-08-22 |            | yes
    FISH    | 2026-08-21 |            | no
    TP53    | 2026-08-22 |            | yes
    IGHV    | 2026-08-22 |            | yes
    MARROW  | 2026-08-22 |            | yes
    ALBUMIN | 2026-10    |            | yes
"""


@pytest.mark.parametrize(("test", "written", "due", "counts"), rows(WINDOW))
def test_an_open_order_counts_within_the_window_of_its_result(test, written, due, counts):
    one = order(test, written=moment(written) if written else None)
    one = order(f"{test} @ {due}", written=one.written) if due else one

    assert on_order([one], NOW, POLICY) == ({LabTest[test]} if counts == "yes" else frozenset())


@pytest.mark.parametrize("companion", EVERY, ids=lambda item: item.label)
def test_every_companion_is_a_test_that_can_be_recognised_on_order(companion):
    assert not_on_order([companion], frozenset({companion.test})) == ()


def test_companions_that_ask_for_different_tests_are_told_apart():
    asked = {companion.text: companion.test for companion in EVERY}

    assert len(set(asked.values())) == len(asked)


def test_what_a_specialist_decides_comes_last():
    left = not_on_order([companion_tests.PLASMA_CELL_FISH, companion_tests.LDH], frozenset())

    assert [item.label for item in left] == [
        "Order serum LDH",
        "Request plasma-cell FISH (specialist decision)",
    ]


def labels(finding):
    return [item.label for item in finding.companions]


def test_a_finding_names_what_is_ordered_instead_of_suggesting_it():
    read = chart(SERUM_B2M="2.0", CREATININE="0.8 mg/dL")
    coming = chart(SERUM_B2M="2.0", CREATININE="0.8 mg/dL", orders=(order("ALBUMIN"), order("LDH")))

    before = next(item for item in interpret(read, NOW, POLICY) if item.rule == "r-iss")
    after = next(item for item in interpret(coming, NOW, POLICY) if item.rule == "r-iss")

    assert labels(before)[:2] == ["Order serum albumin", "Order serum LDH"]
    assert labels(after) == ["Request plasma-cell FISH (specialist decision)"]
    assert after.caveats == (*before.caveats, "Already ordered: albumin and LDH.")
    assert after.needed == before.needed


def test_of_a_panel_that_is_ordered_each_test_is_named_once():
    read = chart(SERUM_B2M="6", CREATININE="2.7 mg/dL", orders=(order("LIGHT_CHAINS"),) * 2)

    found = next(item for item in interpret(read, NOW, POLICY) if item.rule == "iss")

    assert found.caveats[-1] == "Already ordered: free light chains."
