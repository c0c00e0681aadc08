"""International Prognostic Scoring System for Waldenström (IPSSWM). Morel 2009.

One factor each
age > 65
haemoglobin <= 11.5 g/dL
platelets <= 100 x 10^9/L
B2M > 3 mg/L
IgM M-protein > 70 g/L (7.0 g/dL)

low           0 or 1 factor, age <= 65
intermediate  2 factors, or age > 65 alone
high          3 factors or more

doi:10.1182/blood-2008-08-174961, verified. Symptomatic patients who start first-line therapy.
Copies that print "0 or 1 and advanced age" for low mean "except". Age in completed years.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.possible import Index, Number
from cds_service.rules.score import group_at, total

AGE_ABOVE = Decimal(65)  # years
HEMOGLOBIN_UP_TO = Decimal("11.5")  # g/dL
PLATELETS_UP_TO = Decimal(100)  # 10^9/L
B2M_ABOVE = Decimal(3)  # mg/L
IGM_ABOVE = Decimal(70)  # g/L
LOWEST_COUNT = {"low": 0, "intermediate": 2, "high": 3}


def ipsswm_points(
    age: Decimal, hemoglobin: Decimal, platelets: Decimal, b2m: Decimal, igm: Decimal
) -> dict[str, int]:
    """The factors; age in years, haemoglobin g/dL, platelets 10^9/L, B2M mg/L, IgM g/L."""
    return {
        "age": int(age > AGE_ABOVE),
        "hemoglobin": int(hemoglobin <= HEMOGLOBIN_UP_TO),
        "platelets": int(platelets <= PLATELETS_UP_TO),
        "b2m": int(b2m > B2M_ABOVE),
        "igm": int(igm > IGM_ABOVE),
    }


def ipsswm_group(
    age: Decimal, hemoglobin: Decimal, platelets: Decimal, b2m: Decimal, igm: Decimal
) -> str:
    """The group by the number of factors, where age alone is already intermediate."""
    factors = ipsswm_points(age, hemoglobin, platelets, b2m, igm)
    group = group_at(total(factors), LOWEST_COUNT)
    return "intermediate" if group == "low" and factors["age"] else group


IPSSWM = Index(
    classify=ipsswm_group,
    inputs={
        "age": Number((AGE_ABOVE,)),
        "hemoglobin": Number((HEMOGLOBIN_UP_TO,)),
        "platelets": Number((PLATELETS_UP_TO,)),
        "b2m": Number((B2M_ABOVE,)),
        "igm": Number((IGM_ABOVE,)),
    },
    groups=tuple(LOWEST_COUNT),
)
