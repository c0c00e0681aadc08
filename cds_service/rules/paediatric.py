"""Estimated GFR of the young: Schwartz 2009 (bedside) and CKiD U25 (creatinine, cystatin C, mean).

Schwartz   0.413 x height in cm / Scr                1 to < 18 years, with CKD, best at 15 to 75
U25        K x height in m / Scr;  K / Scys          1 to 25 years; the mean of both is preferred

K, creatinine   age < 12                12 to < 18              >= 18
male            39.0 x 1.008^(age-12)   39.0 x 1.045^(age-12)   50.8
female          36.1 x 1.008^(age-12)   36.1 x 1.023^(age-12)   41.4

K, cystatin C   male: knot at 15        female: knot at 12
male            87.2 x 1.011^(age-15)   87.2 x 0.960^(age-15)   77.1
female          79.9 x 1.004^(age-12)   79.9 x 0.974^(age-12)   68.3

Scr in mg/dL, Scys in mg/L (IFCC; a Siemens result that is not IFCC-calibrated reads x 1.17 first),
age in decimal years, result in mL/min/1.73 m2. Schwartz: doi:10.1681/ASN.2008030287 (DOI
unverified; the formula was executed against one independent implementation). U25:
doi:10.1016/j.kint.2020.10.047, verified with the six examples of the authors' repository. That 25
is the last age is read from "1 to 25 years" (policy).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fhir_mappings.model import Sex

SCHWARTZ = Decimal("0.413")
CM_PER_M = Decimal(100)
YOUNG_FROM, SCHWARTZ_BELOW, U25_UNTIL = Decimal(1), Decimal(18), Decimal(25)  # years
GROWN_FROM = Decimal(18)  # years


@dataclass(frozen=True)
class Growth:
    """K of one marker and sex: yearly factors on either side of a knot, a constant from 18."""

    knot: Decimal
    at_knot: Decimal
    before: Decimal
    after: Decimal
    grown: Decimal

    def at(self, age: Decimal) -> Decimal:
        """K at an age in decimal years."""
        if age >= GROWN_FROM:
            return self.grown
        yearly = self.before if age < self.knot else self.after
        return self.at_knot * yearly ** (age - self.knot)


K_CREATININE = {
    Sex.FEMALE: Growth(*map(Decimal, ("12", "36.1", "1.008", "1.023", "41.4"))),
    Sex.MALE: Growth(*map(Decimal, ("12", "39.0", "1.008", "1.045", "50.8"))),
}
K_CYSTATIN = {
    Sex.FEMALE: Growth(*map(Decimal, ("12", "79.9", "1.004", "0.974", "68.3"))),
    Sex.MALE: Growth(*map(Decimal, ("15", "87.2", "1.011", "0.960", "77.1"))),
}


def schwartz_age(age: Decimal) -> bool:
    """May the bedside equation be used at this age?"""
    return YOUNG_FROM <= age < SCHWARTZ_BELOW


def schwartz_2009(creatinine: Decimal, height: Decimal) -> Decimal:
    """eGFR from creatinine in mg/dL and height in cm, unrounded; ask `schwartz_age` first."""
    return SCHWARTZ * height / creatinine


def u25_creatinine(creatinine: Decimal, height: Decimal, age: Decimal, sex: Sex) -> Decimal | None:
    """eGFR from creatinine in mg/dL and height in cm, unrounded; None outside 1 to 25 years."""
    if not _u25_age(age):
        return None
    return K_CREATININE[sex].at(age) * height / CM_PER_M / creatinine


def u25_cystatin(cystatin_c: Decimal, age: Decimal, sex: Sex) -> Decimal | None:
    """eGFR from cystatin C in mg/L, unrounded; None outside 1 to 25 years."""
    return K_CYSTATIN[sex].at(age) / cystatin_c if _u25_age(age) else None


def u25_mean(by_creatinine: Decimal | None, by_cystatin: Decimal | None) -> Decimal | None:
    """The mean of the two U25 estimates of one draw; None unless there are both."""
    if by_creatinine is None or by_cystatin is None:
        return None
    return (by_creatinine + by_cystatin) / 2


def _u25_age(age: Decimal) -> bool:
    return YOUNG_FROM <= age <= U25_UNTIL
