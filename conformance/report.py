"""The report for people: a table by part of the specification, then the counts."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from conformance.requirement import Requirement, Verdict
from conformance.run import Outcome

WIDTH = 100
MOST_REASONS = 5
INDENT = " " * 39
COLOURS = {
    Verdict.PASS: "32",
    Verdict.FAIL: "31;1",
    Verdict.WARN: "33",
    Verdict.INFO: "36",
    Verdict.SKIP: "2",
}
MEANING = {
    Verdict.PASS: "kept, as far as can be seen from outside",
    Verdict.FAIL: "a SHALL of CDS Hooks 2.0 is broken",
    Verdict.WARN: "a SHOULD or what it implies is not kept, or a client's fault not borne",
    Verdict.INFO: "something optional, or of the coming version, is otherwise",
    Verdict.SKIP: "not looked at, with the reason",
}


def table(
    outcomes: Iterable[Outcome], *, colour: bool = False, brief: bool = False
) -> Iterator[str]:
    """The lines of the report; `brief` leaves out what is kept or was not looked at."""
    outcomes = list(outcomes)
    dull = {Verdict.PASS, Verdict.SKIP} if brief else set()
    shown = [outcome for outcome in outcomes if outcome.verdict not in dull]
    for area, group in groupby(shown, lambda outcome: outcome.requirement.area):
        yield ""
        yield area
        for outcome in group:
            yield from _lines(outcome, colour)
    yield ""
    yield from _counts(outcomes, colour)


def _lines(outcome: Outcome, colour: bool) -> Iterator[str]:
    requirement = outcome.requirement
    word = _painted(outcome.verdict, colour)
    words = textwrap.wrap(requirement.requirement, WIDTH - len(INDENT))
    yield f"  {word}  {requirement.id:<11} {_level(requirement):<18} {words[0]}"
    yield from (INDENT + line for line in words[1:])
    reasons = [*outcome.reasons[:MOST_REASONS]]
    if (more := len(outcome.reasons) - MOST_REASONS) > 0:
        reasons.append(f"and {more} more (--json has all)")
    for reason in reasons:
        yield from textwrap.wrap(
            reason,
            WIDTH,
            initial_indent=f"{INDENT}> ",
            subsequent_indent=f"{INDENT}  ",
            break_on_hyphens=False,
        )


def _level(requirement: Requirement) -> str:
    """The level, with what makes it count less."""
    level = requirement.level.replace(", then ", "/")
    if requirement.version in {"3.0b", "CRD"}:
        return f"{level} ({requirement.version})"
    return level if requirement.binds == "service" else f"{level} (client)"


def _counts(outcomes: list[Outcome], colour: bool) -> Iterator[str]:
    counted = Counter(outcome.verdict for outcome in outcomes)
    for verdict in Verdict:
        yield f"  {_painted(verdict, colour)}  {counted[verdict]:>3}   {MEANING[verdict]}"


def _painted(verdict: Verdict, colour: bool) -> str:
    return f"\033[{COLOURS[verdict]}m{verdict:<4}\033[0m" if colour else f"{verdict:<4}"
