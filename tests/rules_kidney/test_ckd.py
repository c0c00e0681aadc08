from dataclasses import replace

import pytest

from cds_service.rules.ckd import ckd_chronicity
from cds_service.rules.policy import Policy
from fhir_mappings.model import Measured
from tests.rules_kidney.build import estimate, series
from tests.tables import rows

# 2025-01-01 to 2025-04-01 is 90 days.
SERIES = """
    eGFR by date, oldest first                           | status
                                                         | unknown
    2025-01-01 59                                        | unconfirmed
    2025-01-01 59.4                                      | unconfirmed
    2025-01-01 59.5                                      | not met
    2025-01-01 60                                        | not met
    2025-01-01 55, 2025-03-31 52                         | unconfirmed
    2025-01-01 55, 2025-04-01 52                         | confirmed
    2025-01-01 55, 2025-02-15 70, 2025-04-01 52          | unconfirmed
    2025-01-01 55, 2025-02-15 59.5, 2025-04-01 52        | unconfirmed
    2025-01-01 55, 2025-02-15 59.4, 2025-04-01 52        | confirmed
    2025-01-01 70, 2025-01-02 50, 2025-06-01 52          | confirmed
    2025-01-01 50, 2025-05-01 61                         | not met
    2024-01-01 50, 2024-06-01 50, 2025-05-01 61, 2025-06-01 50 | unconfirmed
    2025-01-01 > 60                                      | not met
    2025-01-01 > 59                                      | not met
    2025-01-01 >= 59                                     | unknown
    2025-01-01 < 60                                      | unconfirmed
    2025-01-01 <= 60                                     | unknown
    2025-01-01 < 30                                      | unconfirmed
    2025-01-01 > 30                                      | unknown
    2025-01-01 < 90                                      | unknown
"""


@pytest.mark.parametrize(("written", "status"), rows(SERIES))
def test_chronic_means_low_for_ninety_days_up_to_the_latest(written, status):
    assert ckd_chronicity(series(written), Policy()).value == status


def test_a_latest_range_across_60_decides_nothing():
    late = estimate("55", "2025-06-01")
    across = Measured(late.egfr.low, late.egfr.low + 10)
    open_estimate = replace(late, egfr=across, text="55 to 65")

    assert ckd_chronicity([open_estimate], Policy(), on_record=True).value == "unknown"


def test_a_recorded_ckd_confirms_a_single_low_result_but_not_a_normal_one():
    assert ckd_chronicity(series("2025-01-01 55"), Policy(), on_record=True).value == "confirmed"
    assert ckd_chronicity(series("2025-01-01 61"), Policy(), on_record=True).value == "not met"


def test_the_days_are_the_sites_to_set():
    written = series("2025-01-01 55, 2025-03-31 52")

    assert ckd_chronicity(written, Policy(ckd_chronicity_days=89)).value == "confirmed"
