"""Why no kidney function stands beside a serum B2M. Row K0 of the kidney rules, policy KP-23.

What is not on file, what could not be read, and what allows no estimate are three things: a
creatinine without a date of birth, or one that is only a bound, is there and gives no eGFR.
"""

from __future__ import annotations

from enum import Enum

from fhir_mappings.model import Chart, LabResult

KIDNEY_KEYS = ("creatinine", "egfr")  # prefetch keys


class WhyNoGfr(Enum):
    """The reason, as the end of a headline and as the beginning of a sentence."""

    NOT_FOUND = (
        "no creatinine or eGFR within {window} days",
        "No creatinine or eGFR usable within {window} days of this B2M",
    )
    UNREAD = (
        "creatinine and eGFR could not be read in full",
        "Creatinine and eGFR could not be read in full",
    )
    NO_BIRTH_DATE = (
        "no eGFR without a date of birth",
        "Without a known date of birth no eGFR can be worked out from creatinine",
    )
    ONLY_A_BOUND = (
        "creatinine is reported only as a bound",
        "Creatinine is reported only as a bound, from which no eGFR is worked out",
    )

    def __init__(self, short: str, opening: str) -> None:
        self.short = short
        self.opening = opening


def why_no_gfr(chart: Chart, creatinine: LabResult | None) -> WhyNoGfr:
    """The reason, given that no estimate could be made; `creatinine`: the nearest in the window."""
    if creatinine is not None:
        exact = creatinine.value.exact is not None
        return WhyNoGfr.NO_BIRTH_DATE if exact else WhyNoGfr.ONLY_A_BOUND
    unread = any(map(chart.could_not_be_had, KIDNEY_KEYS))
    return WhyNoGfr.UNREAD if unread else WhyNoGfr.NOT_FOUND
