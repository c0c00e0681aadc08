"""A serum B2M that exists but cannot be used, so that silence is not read as "nothing there".

Speaks when no usable result is as recent. Withdrawn results (entered in error, cancelled) are no
results. Of another patient's result nothing but its existence is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from cds_service.rules.case import days_old
from cds_service.rules.finding import Finding, Story
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart, LabResult, Reason, Unusable

FOREIGN = {Reason.OTHER_PATIENT, Reason.NO_SUBJECT}
SILENT = {Reason.WITHDRAWN}
# No wonder beside a usable result: a line in the explanation is enough.
ASIDE = FOREIGN | {Reason.POST_DIALYSIS, Reason.OTHER_SPECIMEN, Reason.ARBITRARY_UNITS}
NEVER = datetime.min.replace(tzinfo=UTC)  # a result without a date comes last
NOTHING_READ = "No stage and no kidney reading is given from it."


def unusable_b2m(chart: Chart, at: datetime, policy: Policy) -> Finding | None:
    """The set-aside B2M results that matter; None when a usable one is at least as recent."""
    usable = chart.latest(Analyte.SERUM_B2M)
    items = [item for item in chart.unusable if _matters(item, usable, at, policy)]
    if not items:
        return None
    newest = max(items, key=_age)
    return Finding(
        rule="unusable-b2m",
        story=Story.UNUSABLE,
        headline=_headline(newest),
        statements=(*map(_sentence, _newest_first(items)), NOTHING_READ),
        set_aside=tuple(items),
        citations=(),
    )


def _matters(item: Unusable, usable: LabResult | None, at: datetime, policy: Policy) -> bool:
    if item.analyte is not Analyte.SERUM_B2M or item.reason in SILENT:
        return False
    if item.taken is not None and days_old(item.taken, at) > policy.sample_max_days:
        return False
    return usable is None or (item.reason not in ASIDE and _newer(item, usable))


def _newer(item: Unusable, usable: LabResult) -> bool:
    return item.taken is not None and item.taken.latest > usable.taken.latest


def _age(item: Unusable) -> tuple[bool, datetime]:
    return item.reason not in FOREIGN, item.taken.latest if item.taken else NEVER


def _newest_first(items: Iterable[Unusable]) -> list[Unusable]:
    return sorted(items, key=_age, reverse=True)


def _headline(item: Unusable) -> str:
    if item.reason in FOREIGN:
        return f"A B2M result was delivered that cannot be used: it {item.reason.value}"
    when = f" of {item.taken.text}" if item.taken else ""
    return f"B2M{when} cannot be interpreted: {_fault(item)}"


def _sentence(item: Unusable) -> str:
    when = f" of {item.taken.text}" if item.taken and item.reason not in FOREIGN else ""
    return f"B2M result{when}: {_fault(item)}."


def _fault(item: Unusable) -> str:
    words = item.reason.value
    return f"{words} (reported as {item.reported})" if item.reported else words
