"""From a reported unit to the analyte's canonical unit, by a closed table (`units.csv`).

No unit is guessed and no UCUM library is asked: a token that the table does not list for this
analyte is not recognised. Factors are exact; those marked approximate rest on a molar mass
(policies P-01, P-03).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fhir_mappings.codes import table
from fhir_mappings.model import Analyte

UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True)
class Factor:
    """Canonical value = reported value x `times` / `by`: a quotient stays exact until used."""

    times: Decimal
    by: Decimal = Decimal(1)
    approximate: bool = False

    def convert(self, value: Decimal) -> Decimal:
        """A reported number in the analyte's canonical unit."""
        return value * self.times / self.by

    @property
    def number(self) -> Decimal:
        """The factor as one number, for display."""
        return self.times / self.by


def factor_for(analyte: Analyte, token: str) -> Factor | None:
    """The factor for a unit token, first as written, then without regard to case; else None."""
    tokens = _tokens(analyte)
    if (factor := tokens.get(token)) is not None:
        return factor
    written = normalised(token)
    return tokens.get(written) or tokens.get(written.casefold())


def normalised(token: str) -> str:
    """NFKC, both micro signs as `u`, blanks collapsed."""
    return " ".join(unicodedata.normalize("NFKC", token).replace("\u03bc", "u").split())


@cache
def _tokens(analyte: Analyte) -> dict[str, Factor]:
    rows = [row for row in table("units.csv") if row["analyte"] == analyte.name]
    exact = {normalised(row["token"]): _factor(row) for row in rows}
    return {token.casefold(): factor for token, factor in exact.items()} | exact


def _factor(row: dict[str, str]) -> Factor:
    times, _, by = row["factor"].partition("/")
    return Factor(Decimal(times), Decimal(by or 1), row["approximate"] == "yes")
