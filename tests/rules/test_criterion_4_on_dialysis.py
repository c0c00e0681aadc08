"""On dialysis no creatinine is normal: IMS/IMWG criterion 4 is false (gallery, card 8)."""

import pytest

from cds_service.rules.other_facts import NOT_NORMAL_ON_DIALYSIS
from fhir_mappings.model import Disease
from tests.rules.build import chart, findings, markers, problem
from tests.tables import rows

CREATININE = """
    B2M | creatinine | dialysis | shown
    29  | 1.0        | yes      | criterion 4 not met (on dialysis)
    29  | 6.4        | yes      | criterion 4 not met (on dialysis)
    29  | -          | yes      | criterion 4 not met (on dialysis)
    5.4 | 1.0        | yes      | criterion 4 not met (B2M below 5.5)
    29  | 1.0        | no       | criterion 4 met
    29  | 1.2        | no       | criterion 4 not met (creatinine not below 1.2)
    29  | -          | no       | not assignable: not-high-risk or high-risk
"""


def read(dialysis: bool, **said):
    problems = (problem(), problem(Disease.DIALYSIS)) if dialysis else (problem(),)
    return findings(chart(**said, problems=problems))["ims-2025"]


@pytest.mark.parametrize(("b2m", "creatinine", "dialysis", "shown"), rows(CREATININE))
def test_creatinine_counts_as_normal_only_without_dialysis(b2m, creatinine, dialysis, shown):
    found = read(dialysis == "yes", SERUM_B2M=b2m, CREATININE=creatinine)

    assert found.result == shown
    assert (NOT_NORMAL_ON_DIALYSIS in found.statements) is (dialysis == "yes")
    labels = [item.label for item in found.companions]
    assert ("Order creatinine with eGFR" in labels) is (creatinine == "-" and dialysis == "no")


def test_genetics_still_make_it_high_risk():
    found = read(True, SERUM_B2M="29", markers=markers(TP53_MUTATION="present"))

    assert found.possible == ("high-risk",)
