"""Albumin near the cut-off that decides (oncology rules 3.1, policy P-10)."""

import pytest

from cds_service.rules.reading import CLOSE_ALBUMIN
from fhir_mappings.model import Disease
from tests.rules.build import chart, findings, markers, problem, with_indices
from tests.tables import rows

NEAR = """
    B2M | albumin     | said
    2.0 | 35 g/L      | yes
    2.0 | 32.9 g/L    | yes
    2.0 | 32.89 g/L   | no
    2.0 | 37.1 g/L    | yes
    2.0 | 37.11 g/L   | no
    2.0 | 3.4 g/dL    | yes
    2.0 | > 34 g/L    | no
    2.0 | -           | no
    4.0 | 35 g/L      | no
    6.0 | 35 g/L      | no
    > 2 | 36 g/L      | no
"""


@pytest.mark.parametrize(("b2m", "albumin", "said"), rows(NEAR))
def test_it_is_said_only_where_albumin_decides(b2m, albumin, said):
    found = findings(chart(SERUM_B2M=b2m, ALBUMIN=albumin, EGFR="80"))["iss"]

    assert (CLOSE_ALBUMIN in found.statements) is (said == "yes")


def test_the_group_does_not_change():
    found = findings(chart(SERUM_B2M="2.0", ALBUMIN="34.9 g/L", EGFR="80"))["iss"]

    assert found.possible == ("II",)


def test_it_holds_for_every_index_that_reads_albumin_and_for_no_other():
    said = {
        "SERUM_B2M": "2.0 limit 2.4",
        "ALBUMIN": "35 g/L",
        "EGFR": "80",
        "LDH": "180 limit 250",
        "markers": markers(DEL_17P="absent", T_4_14="absent", T_14_16="absent", GAIN_1Q="absent"),
    }
    policy = with_indices("ripsswm", "mass")

    of_myeloma = findings(chart(**said), policy)
    of_waldenstrom = findings(chart(**said, problems=(problem(Disease.WALDENSTROM),)), policy)

    told = {
        name
        for name, finding in (of_myeloma | of_waldenstrom).items()
        if CLOSE_ALBUMIN in finding.statements
    }
    assert told == {"iss", "r-iss", "r2-iss", "ripsswm"}
