"""A B2M in pregnancy: the adult limit does not hold, so that silence would not mean normal."""

import pytest

from cds_service.rules.nonspecific import LOWER_IN_PREGNANCY
from fhir_mappings.model import Disease
from tests.rules.build import problem
from tests.rules.test_nonspecific import reading, spoken
from tests.tables import rows

IN_PREGNANCY = """
    B2M | day        | speaks
    1.9 | 2026-11-18 | yes
    1.9 | 2026-08-22 | yes
    1.9 | 2026-08-21 | no
    3.1 | 2026-08-21 | yes
"""


@pytest.mark.parametrize(("b2m", "day", "speaks"), rows(IN_PREGNANCY))
def test_in_pregnancy_a_value_within_the_adult_limit_is_not_called_normal_by_silence(
    b2m, day, speaks
):
    found = reading(
        SERUM_B2M=f"{b2m} limit 2.4 @ {day}",
        CREATININE="0.5 mg/dL",
        problems=(problem(Disease.PREGNANCY),),
    )

    assert (found is not None) is (speaks == "yes")
    if found is not None:
        assert found.statements[0] == LOWER_IN_PREGNANCY
        assert found.headline.endswith("the adult limit and eGFR equations do not apply")


def test_in_pregnancy_no_limit_of_other_adults_is_named():
    found = spoken(SERUM_B2M="6", EGFR="90", problems=(problem(Disease.PREGNANCY),))

    assert found.headline == (
        "B2M 6 mg/L (18 Nov 2026) in pregnancy: the adult limit and eGFR equations do not apply"
    )
    assert not any("limit of" in text for text in found.statements)
