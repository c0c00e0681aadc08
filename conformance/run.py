"""Run the checks in order and say of each requirement what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules

import conformance.checks
from conformance.check import CHECKS, Check
from conformance.requirement import REQUIREMENTS, Requirement, Verdict
from conformance.target import DISCOVERY, NotChecked, Target
from conformance.text import printable
from conformance.tokens import NoSigning
from conformance.wire import NoAnswer, TimeIsUp

ALWAYS_AVAILABLE = "DISC-01"
STOPPED = "the service had stopped answering"


@dataclass
class Looked:
    """What the checks of one requirement found."""

    problems: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    passed: int = 0
    gone: str = ""


@dataclass(frozen=True)
class Outcome:
    """The verdict on one requirement, with the reasons for anything but a pass."""

    requirement: Requirement
    verdict: Verdict
    reasons: tuple[str, ...] = ()


def all_checks() -> list[Check]:
    """Every check; the modules are loaded in the order of their names."""
    for module in sorted(iter_modules(conformance.checks.__path__), key=lambda m: m.name):
        import_module(f"conformance.checks.{module.name}")
    return CHECKS


def judge(target: Target, only: Iterable[str] = ()) -> list[Outcome]:
    """The verdict on every requirement; `only` looks at some and leaves the others out."""
    wanted = set(only) or set(REQUIREMENTS)
    found: dict[str, Looked] = defaultdict(Looked)
    for check in all_checks():
        ids = [name for name in check.requirements if name in wanted and _asked_for(name, target)]
        if ids:
            _look(check, ids, target, found)
    return [
        _outcome(requirement, found[name], target)
        for name, requirement in REQUIREMENTS.items()
        if name in wanted
    ]


def failed(outcomes: Iterable[Outcome]) -> bool:
    """Is any SHALL broken?"""
    return any(outcome.verdict is Verdict.FAIL for outcome in outcomes)


def _asked_for(name: str, target: Target) -> bool:
    return target.options.own or not REQUIREMENTS[name].own


def _look(check: Check, ids: list[str], target: Target, found: dict[str, Looked]) -> None:
    problems: list[str] = []
    try:
        if found[ALWAYS_AVAILABLE].gone:
            raise NotChecked(STOPPED)
        problems.extend(check.look(target))
    except (NotChecked, NoSigning, TimeIsUp) as reason:
        for name in ids:
            found[name].unchecked.append(str(reason))
        return
    except NoAnswer as reason:
        problems.append(f"no answer: {reason}")
        if _is_gone(target):
            found[ALWAYS_AVAILABLE].gone = f"discovery is gone since check {check.name}"
    for name in ids:
        found[name].problems.extend(problems)
        found[name].passed += not problems


def _is_gone(target: Target) -> bool:
    try:
        target.wire.send("GET", DISCOVERY)
    except NoAnswer:
        return True
    except TimeIsUp:
        pass
    return False


def _outcome(requirement: Requirement, looked: Looked, target: Target) -> Outcome:
    gone = [looked.gone] if looked.gone else []
    reasons = tuple(dict.fromkeys(map(printable, [*looked.problems, *gone])))
    if reasons:
        return Outcome(requirement, requirement.when_broken, reasons)
    if looked.passed:
        in_part = tuple(f"only in part: {why}" for why in dict.fromkeys(looked.unchecked))
        return Outcome(requirement, Verdict.PASS, in_part)
    return Outcome(requirement, Verdict.SKIP, (_why_not(requirement, looked, target),))


def _why_not(requirement: Requirement, looked: Looked, target: Target) -> str:
    if requirement.not_testable:
        return f"not testable: {requirement.not_testable}"
    if requirement.own and not target.options.own:
        return "beyond CDS Hooks: give --own"
    return looked.unchecked[0] if looked.unchecked else "nothing was looked at"
