"""Run cases and report on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from tests.clinical_cases.case_file import Case
from tests.clinical_cases.comparing import mismatches
from tests.clinical_cases.quantities import Unsupported
from tests.clinical_cases.topics import TOPICS


@dataclass(frozen=True)
class Outcome:
    """One case: what is wrong, nothing when it passed."""

    case_id: str
    topic: str
    faults: tuple[str, ...]


def outcome(case: Case) -> Outcome:
    """Run one case. What is not supported yet is a fault, never a pass."""
    return Outcome(case["id"], case["topic"], tuple(_faults(case)))


def report(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line per topic with passed and total, and under it a line per fault."""
    ordered = sorted(outcomes, key=lambda item: (item.topic, item.case_id))
    for topic, group in groupby(ordered, key=lambda item: item.topic):
        items = list(group)
        passed = sum(not item.faults for item in items)
        supported = "" if topic in TOPICS else "  not supported"
        yield f"{topic:<20} {passed}/{len(items)}{supported}"
        yield from (f"  {item.case_id}: {fault}" for item in items for fault in item.faults)


def _faults(case: Case) -> Iterator[str]:
    topic = TOPICS.get(case["topic"])
    if topic is None:
        yield "topic not supported"
        return
    try:
        found = topic(case["inputs"])
    except Unsupported as unsupported:
        yield f"not supported: {unsupported}"
        return
    except KeyError as missing:
        yield f"input missing: {missing}"
        return
    yield from mismatches(case["expected"], found, case.get("tolerance", 0))
