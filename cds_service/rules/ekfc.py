"""Estimated GFR by the European Kidney Function Consortium: creatinine 2021, cystatin C 2023.

107.3 x (marker/Q)^-0.322   marker/Q < 1
107.3 x (marker/Q)^-1.132   marker/Q >= 1
... x 0.990^(age - 40)      age > 40

Q creatinine   age > 25      male 0.90, female 0.70 mg/dL (printed as 80 and 62 umol/L)
               age 2 to 25   male   ln Q = 3.200 + 0.259 a - 0.543 ln a - 0.00763 a2 + 0.0000790 a3
                             female ln Q = 3.080 + 0.177 a - 0.223 ln a - 0.00596 a2 + 0.0000686 a3
                             (Q in umol/L, a = age in years)
Q cystatin C   age <= 50     0.83 mg/L
               age > 50      0.83 + 0.005 x (age - 50) mg/L; free of sex, adults

Result in mL/min/1.73 m2. Creatinine: doi:10.7326/M20-4366, verified, from 2 years, European
cohorts. Cystatin C: doi:10.1056/NEJMoa2203769 (DOI unverified; the formula was executed against two
independent implementations). 88.4 umol/L creatinine = 1 mg/dL (policy P-04).
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.powers import power
from fhir_mappings.model import Sex

SCALE, AGE_FACTOR = Decimal("107.3"), Decimal("0.990")
BELOW_Q, FROM_Q = Decimal("-0.322"), Decimal("-1.132")
DECLINE_AFTER = Decimal(40)  # years
CREATININE_FROM, ADULT_FROM = Decimal(2), Decimal(18)  # years
GROWING_UNTIL = Decimal(25)  # years, included
ADULT_Q = {Sex.FEMALE: Decimal("0.70"), Sex.MALE: Decimal("0.90")}  # mg/dL
# Of 1, a, ln a, a2, a3 in ln Q.
LN_Q = {
    Sex.FEMALE: tuple(map(Decimal, ("3.080", "0.177", "-0.223", "-0.00596", "0.0000686"))),
    Sex.MALE: tuple(map(Decimal, ("3.200", "0.259", "-0.543", "-0.00763", "0.0000790"))),
}
UMOL_L_PER_MG_DL = Decimal("88.4")
CYSTATIN_Q, CYSTATIN_Q_STEP = Decimal("0.83"), Decimal("0.005")  # mg/L; mg/L a year
CYSTATIN_Q_STEADY_UNTIL = Decimal(50)  # years


def ekfc_creatinine(creatinine: Decimal, age: Decimal, sex: Sex) -> Decimal | None:
    """eGFR from creatinine in mg/dL, unrounded; None under 2 years."""
    if age < CREATININE_FROM:
        return None
    return _ekfc(creatinine / creatinine_q(age, sex), age)


def ekfc_cystatin(cystatin_c: Decimal, age: Decimal) -> Decimal | None:
    """eGFR from cystatin C in mg/L, unrounded; None under 18 years."""
    if age < ADULT_FROM:
        return None
    return _ekfc(cystatin_c / cystatin_q(age), age)


def creatinine_q(age: Decimal, sex: Sex) -> Decimal:
    """The median creatinine of healthy people of an age (from 2 years) and sex, in mg/dL."""
    if age > GROWING_UNTIL:
        return ADULT_Q[sex]
    constant, linear, logarithm, square, cube = LN_Q[sex]
    ln_q = constant + linear * age + logarithm * age.ln() + square * age**2 + cube * age**3
    return ln_q.exp() / UMOL_L_PER_MG_DL


def cystatin_q(age: Decimal) -> Decimal:
    """The median cystatin C of healthy adults of an age, in mg/L."""
    return CYSTATIN_Q + CYSTATIN_Q_STEP * max(age - CYSTATIN_Q_STEADY_UNTIL, Decimal(0))


def _ekfc(relative: Decimal, age: Decimal) -> Decimal:
    slope = BELOW_Q if relative < 1 else FROM_Q
    return SCALE * power(relative, slope) * AGE_FACTOR ** max(age - DECLINE_AFTER, Decimal(0))
