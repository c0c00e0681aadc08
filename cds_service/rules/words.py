"""Numbers and results as a card words them: plain text, never Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fhir_mappings.model import Analyte, LabResult, Measured

SIGNIFICANT = 3  # digits of a value converted by molar mass
SHOWN_CANONICAL = {Analyte.SERUM_B2M}  # read against cut-offs, so always in mg/L
EGFR_UNIT = "mL/min/1.73 m2"


def listed(items: Iterable[str], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    *head, tail = list(items)
    return f"{', '.join(head)} {last} {tail}" if head else tail


def sentence_case(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    return f"{value.normalize():f}"


def about(value: Decimal) -> str:
    """A rough number: one decimal below 5, whole above."""
    return f"{value:.1f}" if value < 5 else f"{value:.0f}"


def value_text(result: LabResult) -> str:
    """A result's value with its unit: B2M in mg/L, everything else as reported."""
    if result.analyte is Analyte.EGFR:
        return " ".join(filter(None, (result.reported.comparator, plain(result.reported.value))))
    if result.analyte not in SHOWN_CANONICAL or result.factor == 1:
        return _readable(result.reported.text)
    rough = "about" if result.approximate else ""
    number = _rounded(_shown(result.value), approximate=result.approximate)
    return " ".join(filter(None, (result.reported.comparator, rough, number, result.analyte.unit)))


def change_text(before: LabResult, after: LabResult) -> str:
    """`1.1 to 1.9 mg/dL`: from one result to the next, the unit once where both share it."""
    first, second = value_text(before), value_text(after)
    return f"{first.removesuffix(f' {after.reported.unit}')} to {second}"


def dated(result: LabResult) -> str:
    """Name, value and date, for a summary."""
    return f"{_said(result)} ({result.when})"


def together(first: LabResult, *others: LabResult) -> str:
    """Several results for a summary, with one date where all share it."""
    if any(item.when != first.when for item in others):
        return ", ".join(map(dated, (first, *others)))
    return ", ".join(_said(item) for item in (first, *others)) + f" ({first.when})"


def _said(result: LabResult) -> str:
    return f"{result.analyte.label} {value_text(result)}"


def amount(result: LabResult) -> str:
    """Name, value and, where it was converted for display, what was reported."""
    text = _said(result)
    if result.analyte not in SHOWN_CANONICAL or result.factor == 1:
        return text
    how = f", x {plain(result.factor)}" + (" by molar mass" if result.approximate else "")
    return f"{text} (reported {result.reported.text}{how})"


def _readable(text: str) -> str:
    """A reported quantity without UCUM's annotations."""
    return text.removesuffix("[pH]").rstrip().removesuffix("{creat}")


def _shown(value: Measured) -> Decimal:
    return value.high if value.low.is_infinite() else value.low


def _rounded(value: Decimal, *, approximate: bool) -> str:
    if not approximate:
        return plain(value)
    return plain(round(value, SIGNIFICANT - 1 - value.adjusted()))
