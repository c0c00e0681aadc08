"""MD Anderson prognostic index, untreated chronic lymphocytic leukaemia. Wierda 2007.

item                               0        1           2           3
age, years                                  < 50        50-65       > 65
B2M, times the upper limit         < 1      1-2         > 2
lymphocytes, 10^9/L                < 20     20-50       > 50
sex                                female   male
Rai stage                          0-II     III-IV
three nodal groups involved        no       yes

low 1-3    intermediate 4-7    high 8 or more

Blood 109:4679, doi:10.1182/blood-2005-12-051458 (DOI unverified). The six variables are verified,
points and groups secondary. Age gives at least one point; one open calculator starts it at 0 and
is off by one. The upper limit is that of the result's own laboratory, else B2M is unknown (P-12).
Age in completed years.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import SEX, YES_NO
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

AGE_TWO_FROM, AGE_THREE_ABOVE = Decimal(50), Decimal(65)  # years
B2M_ONE_FROM, B2M_TWO_ABOVE = Decimal(1), Decimal(2)  # times the laboratory's upper limit
LYMPHOCYTES_ONE_FROM, LYMPHOCYTES_TWO_ABOVE = Decimal(20), Decimal(50)  # 10^9/L
LOWEST_TOTAL = {"low": 1, "intermediate": 4, "high": 8}


def mdacc_cll_points(
    age: Decimal,
    b2m_over_uln: Decimal,
    lymphocytes: Decimal,
    sex: str,
    rai_3_4: str,
    three_nodal_groups: str,
) -> dict[str, int]:
    """Points of each item; age in years, B2M in multiples of its limit, lymphocytes in 10^9/L."""
    return {
        "age": 1 + (age >= AGE_TWO_FROM) + (age > AGE_THREE_ABOVE),
        "b2m_over_uln": (b2m_over_uln >= B2M_ONE_FROM) + (b2m_over_uln > B2M_TWO_ABOVE),
        "lymphocytes": (lymphocytes >= LYMPHOCYTES_ONE_FROM)
        + (lymphocytes > LYMPHOCYTES_TWO_ABOVE),
        "sex": int(sex == "male"),
        "rai_3_4": int(rai_3_4 == "yes"),
        "three_nodal_groups": int(three_nodal_groups == "yes"),
    }


mdacc_cll_group = grouped(mdacc_cll_points, LOWEST_TOTAL)

MDACC_CLL = Index(
    classify=mdacc_cll_group,
    inputs={
        "age": Number((AGE_TWO_FROM, AGE_THREE_ABOVE)),
        "b2m_over_uln": Number((B2M_ONE_FROM, B2M_TWO_ABOVE)),
        "lymphocytes": Number((LYMPHOCYTES_ONE_FROM, LYMPHOCYTES_TWO_ABOVE)),
        "sex": SEX,
        "rai_3_4": YES_NO,
        "three_nodal_groups": YES_NO,
    },
    groups=tuple(LOWEST_TOTAL),
)
