"""Is a urine too dilute or too concentrated to read B2M in ug/L? And is it full of albumin?

urine creatinine < 20 mg/dL    very dilute ("very dilute" at < 20: secondary source)
urine creatinine > 300 mg/dL   very concentrated (section 5.1 of the kidney rules)

Only a concentration depends on it; a result per gram of creatinine or per day does not.

Albumin/creatinine > 2200 mg/g (nephrotic range) may compete with B2M for reabsorption: described,
unverified; acute albumin loading did not raise it (Branten 1999, doi:10.1159/000045301).
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.urine import UrineForm

DILUTE_BELOW, CONCENTRATED_ABOVE = Decimal(20), Decimal(300)  # mg/dL urine creatinine
COMPETING_ABOVE = Decimal(2200)  # mg/g albumin/creatinine


def dilution_caveats(creatinine: Decimal | None, form: UrineForm) -> tuple[str, ...]:
    """What urine creatinine in mg/dL says against a B2M concentration; None = not measured."""
    if form is not UrineForm.CONCENTRATION:
        return ()
    if creatinine is None:
        return ("dilution-unknown",)
    if creatinine < DILUTE_BELOW:
        return ("urine-very-dilute",)
    return ("urine-very-concentrated",) if creatinine > CONCENTRATED_ABOVE else ()


def competes(albumin_per_gram: Decimal) -> bool:
    """May albumin in mg/g creatinine itself raise a urine B2M?"""
    return albumin_per_gram > COMPETING_ABOVE
