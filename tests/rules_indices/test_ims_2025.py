"""IMS/IMWG consensus genomic staging, Avet-Loiseau 2025."""

import pytest

from cds_service.rules.ims_2025 import (
    IMS_2025,
    IMS_CRITERION_4,
    ims_2025_criteria,
    ims_2025_group,
)
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

PUBLISHED = """
    B2M  | crea | del17p | TP53 | 4;14 | 14;16 | 14;20 | 1q | 1p32 | criteria | group
    5.49 | 1.19 | .      | .    | .    | .     | .     | .  | .    |          | not-high-risk
    5.5  | 1.19 | .      | .    | .    | .     | .     | .  | .    | 4        | high-risk
    5.5  | 1.2  | .      | .    | .    | .     | .     | .  | .    |          | not-high-risk
    12   | 3    | .      | .    | .    | .     | .     | .  | .    |          | not-high-risk
    2    | 0.9  | +      | .    | .    | .     | .     | .  | .    | 1        | high-risk
    2    | 0.9  | .      | +    | .    | .     | .     | .  | .    | 1        | high-risk
    2    | 0.9  | .      | .    | +    | .     | .     | .  | .    |          | not-high-risk
    2    | 0.9  | .      | .    | .    | +     | .     | .  | .    |          | not-high-risk
    2    | 0.9  | .      | .    | .    | .     | +     | .  | .    |          | not-high-risk
    2    | 0.9  | .      | .    | +    | .     | .     | +  | .    | 2        | high-risk
    2    | 0.9  | .      | .    | .    | +     | .     | +  | .    | 2        | high-risk
    2    | 0.9  | .      | .    | .    | .     | +     | +  | .    | 2        | high-risk
    2    | 0.9  | .      | .    | +    | .     | .     | .  | mono | 2        | high-risk
    2    | 0.9  | .      | .    | .    | .     | .     | +  | .    |          | not-high-risk
    2    | 0.9  | .      | .    | .    | .     | .     | .  | mono |          | not-high-risk
    2    | 0.9  | .      | .    | .    | .     | .     | .  | bi   | 3        | high-risk
    2    | 0.9  | .      | .    | .    | .     | .     | +  | mono | 3        | high-risk
    6    | 0.9  | +      | .    | +    | .     | .     | +  | bi   | 1 2 3 4  | high-risk
"""

PARTLY_KNOWN = """
    B2M    | crea  | 17p | TP53 | 4;14 | 14;16 | 14;20 | 1q | 1p32    | possible      | still open
    6      | 0.9   | -   | -    | -    | -     | -     | -  | -       | high-risk     |
    >= 5.5 | < 1.2 | -   | -    | -    | -     | -     | -  | -       | high-risk     |
    6      | -     | .   | .    | .    | .     | .     | .  | .       | undetermined  | creatinine
    4      | -     | .   | .    | .    | .     | .     | .  | .       | not-high-risk |
    -      | 1.2   | .   | .    | .    | .     | .     | .  | .       | not-high-risk |
    -      | 1.19  | .   | .    | .    | .     | .     | .  | .       | undetermined  | b2m
    4      | 2     | -   | .    | .    | .     | .     | .  | .       | undetermined  | del17p
    4      | 2     | ./+ | .    | .    | .     | .     | .  | .       | undetermined  | del17p
    4      | 2     | +   | -    | -    | -     | -     | -  | -       | high-risk     |
    4      | 2     | .   | .    | .    | .     | .     | -  | none    | not-high-risk |
    4      | 2     | .   | .    | .    | .     | .     | -  | mono    | undetermined  | gain_1q
    4      | 2     | .   | .    | +    | -     | -     | .  | mono/bi | high-risk     |
    4      | 2     | .   | .    | .    | .     | .     | .  | mono/bi | undetermined  | del_1p32
    4      | 2     | .   | .    | -    | .     | .     | .  | .       | not-high-risk |
"""

CRITERION_4 = """
    B2M   | creatinine | possible | still open
    5.5   | 1.19       | yes      |
    5.49  | -          | no       |
    -     | 1.2        | no       |
    5.5   | -          | no, yes  | creatinine
    > 5.0 | 0.9        | no, yes  | b2m
    -     | -          | no, yes  | all
"""


@pytest.mark.parametrize("row", rows(PUBLISHED))
def test_ims_2025_follows_the_published_criteria(row):
    *inputs, criteria, group = row
    given = values(IMS_2025, inputs)

    assert ims_2025_criteria(**given) == tuple(map(int, criteria.split()))
    assert ims_2025_group(**given) == group


@pytest.mark.parametrize("row", rows(PARTLY_KNOWN))
def test_ims_2025_is_undetermined_while_a_criterion_may_still_hold(row):
    *inputs, possible, needed = row
    given = known(IMS_2025, inputs)
    expected = IMS_2025.groups if possible == "undetermined" else (possible,)

    assert IMS_2025.possible(given) == expected
    assert IMS_2025.open_inputs(given) == still_open(IMS_2025, inputs, needed)


@pytest.mark.parametrize("row", rows(CRITERION_4))
def test_criterion_4_can_be_read_from_laboratory_results_alone(row):
    *inputs, possible, needed = row
    given = known(IMS_CRITERION_4, inputs)

    assert IMS_CRITERION_4.possible(given) == groups(possible)
    assert IMS_CRITERION_4.open_inputs(given) == still_open(IMS_CRITERION_4, inputs, needed)


def test_laboratory_results_alone_never_rule_high_risk_out():
    assert IMS_2025.possible(known(IMS_2025, ["1", "3", *["-"] * 7])) == IMS_2025.groups
