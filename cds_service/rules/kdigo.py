"""KDIGO albuminuria categories and the risk grid. G categories: `gfr`; chronicity: `ckd`.

      mg/g or mg/24 h   mg/mmol
A1    < 30              < 3
A2    30 to 300         3 to 30
A3    > 300             > 30

         A1         A2         A3
G1, G2   low        moderate   high
G3a      moderate   high       very high
G3b      high       very high  very high
G4, G5   very high  very high  very high

KDIGO 2012, doi:10.1038/kisup.2012.77, and 2024, doi:10.1016/j.kint.2023.10.018, verified. Staged in
the unit of the report (policy KP-21): 3 mg/mmol is 26.5 mg/g, so a conversion would move people
across the line. Low risk without another marker of kidney damage is no CKD.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from functools import partial

from cds_service.rules.possible import Choice, Index, Number


class AlbuminuriaForm(Enum):
    """How urine albumin was reported, by its UCUM unit."""

    PER_GRAM = "mg/g"
    PER_MILLIMOLE = "mg/mmol"
    PER_DAY = "mg/(24.h)"


# The lowest and the highest value of A2.
A2_LIMITS = {
    AlbuminuriaForm.PER_GRAM: (Decimal(30), Decimal(300)),
    AlbuminuriaForm.PER_MILLIMOLE: (Decimal(3), Decimal(30)),
    AlbuminuriaForm.PER_DAY: (Decimal(30), Decimal(300)),
}
A_CATEGORIES = ("A1", "A2", "A3")
RISKS = ("low", "moderate", "high", "very high")
RISK_GRID = {
    "G1": ("low", "moderate", "high"),
    "G2": ("low", "moderate", "high"),
    "G3a": ("moderate", "high", "very high"),
    "G3b": ("high", "very high", "very high"),
    "G4": ("very high", "very high", "very high"),
    "G5": ("very high", "very high", "very high"),
}


def albuminuria_category(albumin: Decimal, form: AlbuminuriaForm) -> str:
    """A1, A2 or A3 of urine albumin in the unit of its report."""
    lowest, highest = A2_LIMITS[form]
    if albumin > highest:
        return "A3"
    return "A2" if albumin >= lowest else "A1"


def kdigo_risk(g: str, a: str) -> str:
    """The risk of a G and an A category."""
    return RISK_GRID[g][A_CATEGORIES.index(a)]


ALBUMINURIA = {
    form: Index(
        classify=partial(albuminuria_category, form=form),
        inputs={"albumin": Number(limits)},
        groups=A_CATEGORIES,
    )
    for form, limits in A2_LIMITS.items()
}
KDIGO_RISK = Index(
    classify=kdigo_risk,
    inputs={"g": Choice(tuple(RISK_GRID)), "a": Choice(A_CATEGORIES)},
    groups=RISKS,
)
