"""Rai I-IV or Binet B-C: as recorded, or forced by low counts; counts never exclude it."""

import pytest

from cds_service.rules.facts import Facts
from cds_service.rules.genetic_facts import (
    advanced_cll_stage,
)
from tests.rules.build import POLICY, chart, recorded
from tests.tables import rows


def facts(**said):
    read = chart(**({"SERUM_B2M": "6"} | said))
    sample = next(item for item in read.results if item.analyte.label == "B2M")
    return Facts(read, sample, POLICY)


def options(fact):
    return "-" if fact.known is None else " ".join(sorted(fact.known))


STAGES = """
    recorded            | haemoglobin | platelets | known
    -                   | -           | -         | -
    RAI 0               | -           | -         | no
    BINET A             | -           | -         | no
    RAI I               | -           | -         | yes
    RAI IV              | -           | -         | yes
    BINET B             | -           | -         | yes
    BINET C             | 14          | 250       | yes
    RAI 0, BINET B      | -           | -         | yes
    -                   | 10.9        | -         | yes
    -                   | 11          | -         | -
    -                   | < 11        | -         | -
    -                   | < 10        | -         | yes
    -                   | > 9         | -         | -
    -                   | 14          | 99        | yes
    -                   | 14          | 100       | -
    -                   | 15          | 300       | -
    RAI 0               | 10.9        | 300       | yes
    BINET A             | 14          | 300       | no
    LYMPHOMA IV         | -           | -         | -
    ISS III             | -           | -         | -
"""


@pytest.mark.parametrize(("stages", "haemoglobin", "platelets", "expected"), rows(STAGES))
def test_low_counts_force_an_advanced_stage_and_good_counts_never_exclude_it(
    stages, haemoglobin, platelets, expected
):
    on_record = tuple(recorded(*text.split()) for text in stages.split(", ") if text != "-")

    found = advanced_cll_stage(
        facts(stages=on_record, HAEMOGLOBIN=haemoglobin, PLATELETS=platelets)
    )

    assert options(found) == expected


def test_a_stage_forced_by_a_count_names_the_count_and_its_condition():
    found = advanced_cll_stage(facts(HAEMOGLOBIN="10"))

    assert [item.analyte.label for item in found.results] == ["haemoglobin"]
    assert found.remarks == (
        "Haemoglobin below 11 g/dL counts as an advanced stage if no other cause is known.",
    )


def test_platelets_force_a_stage_in_their_own_unit():
    found = advanced_cll_stage(facts(PLATELETS="99"))

    assert found.remarks == (
        "Platelets below 100 x 10^9/L count as an advanced stage if no other cause is known.",
    )


def test_an_old_count_forces_nothing():
    assert advanced_cll_stage(facts(HAEMOGLOBIN="10 @ 2026-10-18")).known is None


def test_a_recorded_stage_is_given_with_the_answer():
    stage = recorded("RAI", "II", "2026-10-01")

    assert advanced_cll_stage(facts(stages=(stage,))).stages == (stage,)
