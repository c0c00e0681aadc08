"""Percentages of cells (or of reads): as a number, and against the laboratory's own limit."""

from __future__ import annotations

from decimal import Decimal

from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.quantity import Quantity

from fhir_mappings.model import Measured, Reason, measured
from fhir_mappings.set_aside import SetAside

PERCENT = "%"
HUNDRED = Decimal(100)


def share_of(quantity: Quantity | None) -> Measured | None:
    """A share in percent, None without one; SetAside when it is no percentage."""
    if quantity is None or quantity.value is None:
        return None
    if PERCENT not in {quantity.unit, quantity.code}:
        raise SetAside(Reason.UNKNOWN_UNIT if quantity.unit or quantity.code else Reason.NO_UNIT)
    if not 0 <= quantity.value <= HUNDRED:
        raise SetAside(Reason.IMPLAUSIBLE)
    try:
        return measured(quantity.value, quantity.comparator or "")
    except KeyError as error:
        raise SetAside(Reason.UNKNOWN_COMPARATOR) from error


def above_limit(observation: Observation, share: Measured) -> bool | None:
    """Present by the report's own upper limit; without a limit only zero is an answer: absent."""
    if share.exact == 0:
        return False
    highs = [item.high for item in observation.referenceRange or () if item.high is not None]
    limit = share_of(highs[0]) if len(highs) == 1 else None
    if limit is None or limit.exact is None:
        return None
    above = Measured(low=limit.exact)
    upto = Measured(high=limit.exact, high_included=True)
    fits = {True: above.meets(share), False: upto.meets(share)}
    return fits[True] if fits[True] != fits[False] else None
