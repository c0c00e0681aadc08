"""The limits of plausible values, in canonical units (kidney rules 9.2)."""

from decimal import Decimal

import pytest

from cds_service.rules.plausibility import REJECT, VERIFY
from fhir_mappings.model import Analyte
from tests.tables import rows

# Rejected below and above the outer limits, to be verified below and above the inner ones.
LIMITS = """
    analyte          | reject below | verify below | verify above | reject above
    SERUM_B2M        | 0.2          | 0.6          | 50           | 200
    URINE_B2M        | -            | -            | 100000       | 1000000
    CREATININE       | 0.1          | 0.2          | 15           | 40
    CYSTATIN_C       | 0.1          | 0.3          | 8            | 12
    ALBUMIN          | 5            | 10           | 60           | 80
    LDH              | 10           | 50           | 10000        | 100000
    URINE_CREATININE | 1            | 20           | 400          | 900
    URINE_PH         | 4.0          | 4.5          | 8.5          | 9.5
    HEIGHT           | 30           | 45           | 210          | 260
    EGFR             | -            | 2            | 150          | 250
"""


@pytest.mark.parametrize(("name", "hard_low", "low", "high", "hard_high"), rows(LIMITS))
def test_each_limit_is_that_of_the_table(name, hard_low, low, high, hard_high):
    analyte = Analyte[name]

    for limits, wanted in ((REJECT, (hard_low, hard_high)), (VERIFY, (low, high))):
        found = ["-" if end.is_infinite() else end for end in limits[analyte]]
        assert found == [end if end == "-" else Decimal(end) for end in wanted]


def test_no_other_analyte_has_limits():
    named = {Analyte[name] for name, *_ in rows(LIMITS)}

    assert set(REJECT) | set(VERIFY) == named
