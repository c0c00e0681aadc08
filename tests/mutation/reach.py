"""Which tests reach which line of the rules, found out by running all of them once."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

from tests.mutation.equivalents import equivalents
from tests.mutation.mutants import ROOT, RULES, Mutant, Source, names

BUILD = ROOT / "build" / "mutation"
CACHE = BUILD / "reach.json"
WHILE_IMPORTING = ""
QUICK = 6.0  # seconds of tests for one mutant: sorts most of them out on a busy machine too


@dataclass
class Reach:
    """Per module and line the tests that ran it, and how long each test takes, in seconds."""

    fingerprint: str
    lines: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    budget: float = float("inf")  # seconds of tests for one mutant

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests to run for a mutant, the likeliest to fail first.

        What stands outside functions is used wherever its module or one that imports it is. Tests
        that import the module are always among them: some only read a table, and what is cached
        was run in the first of them alone. Of a listed equivalent the likeliest tests do: its
        reason has to be read, not run.
        """
        name = mutant.source.name
        if mutant.spot.inside:
            found = self._of(name, mutant.lines)
        else:
            found = {test for one in (name, *_importers(name)) for test in self._of(one, None)}
            found = found or set(self.seconds)
        found |= {test for test in self.seconds if names_module(test, mutant)}

        def order(test: str) -> tuple[bool, bool, float, str]:
            near = not is_own(test, mutant), not names_module(test, mutant)
            return *near, self.seconds[test], test

        budget = min(QUICK, self.budget) if mutant.key in equivalents() else self.budget
        return self._within(budget, sorted(found, key=order))

    def _within(self, budget: float, tests: list[str]) -> list[str]:
        spent = accumulate(self.seconds[test] for test in tests)
        return [test for test, so_far in zip(tests, spent, strict=True) if so_far <= budget]

    def while_importing(self, mutant: Mutant) -> bool:
        """Is the line also run when modules are imported?"""
        lines = self.lines.get(mutant.source.name, {})
        return any(WHILE_IMPORTING in lines.get(str(line), ()) for line in mutant.lines)

    def _of(self, name: str, wanted: range | None) -> set[str]:
        lines = self.lines.get(name, {})
        ran = lines.values() if wanted is None else (lines.get(str(line), []) for line in wanted)
        return {test for tests in ran for test in tests if test in self.seconds}


class Tracing:
    """A pytest plugin that fills a `Reach`."""

    def __init__(self) -> None:
        self.reach = Reach(fingerprint())
        self.coverage = Coverage(data_file=None, config_file=False, include=[f"{RULES}/*"])
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Every line from here on is this test's."""
        self.coverage.switch_context(item.nodeid)
        answer = yield
        self.coverage.switch_context(WHILE_IMPORTING)
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up set-up, call and tear-down."""
        before = self.reach.seconds.get(report.nodeid, 0)
        self.reach.seconds[report.nodeid] = before + report.duration

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Keep what was found, if every test passed."""
        self.coverage.stop()
        data = self.coverage.get_data()
        for path in data.measured_files():
            ran = {str(line): tests for line, tests in data.contexts_by_lineno(path).items()}
            self.reach.lines[Path(path).stem] = ran
        if exitstatus == 0:
            BUILD.mkdir(parents=True, exist_ok=True)
            CACHE.write_text(json.dumps(self.reach.__dict__), encoding="utf-8")


def is_own(test: str, mutant: Mutant) -> bool:
    """Is this a test of the file called after the module?"""
    return f"/test_{mutant.source.name}.py::" in test


def names_module(test: str, mutant: Mutant) -> bool:
    """Does the file of a test import the module of a mutant?"""
    package, _, name = mutant.source.module.rpartition(".")
    text = _text(test.partition("::")[0])
    return f"{package}.{name} import" in text or f"from {package} import {name}\n" in text


@cache
def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def cached() -> Reach | None:
    """What the last run found, unless the code or the tests changed since."""
    if not CACHE.exists():
        return None
    found = Reach(**json.loads(CACHE.read_text(encoding="utf-8")))
    return found if found.fingerprint == fingerprint() else None


def fingerprint() -> str:
    """Of all that decides which test runs which line."""
    folders = ("cds_service", "fhir_mappings", "tests")
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    read = (path.read_bytes() for path in files if path.parent.name != "mutation")
    return sha256(b"\0".join(read)).hexdigest()


def _importers(name: str) -> list[str]:
    return _IMPORTERS[name]


def _read_importers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names():
        for node in ast.walk(Source(name).tree):
            if isinstance(node, ast.ImportFrom):
                found[(node.module or "").removeprefix("cds_service.rules.")].append(name)
    return found


_IMPORTERS = _read_importers()
