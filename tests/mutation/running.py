"""Running tests against mutants: each in a process of its own, forked from one that is warm.

A changed function body is exchanged in a process that has collected all tests already. A change
outside functions (a constant, a table) is already in other modules by then, so that the rules and
the tests are imported anew.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, FunctionType
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from tests.mutation.mutants import RULES, Mutant
from tests.mutation.reach import Reach, is_own, names_module

KILLING = (
    "tests/rules",
    "tests/rules_indices",
    "tests/rules_kidney",
    "tests/clinical_cases/test_cases.py",
    "tests/patients",
)
PLACE = str(RULES)
SURVIVED, KILLED, ANEW, BROKEN = 0, 1, 2, 3
# Plugins that cost a second in every process and see nothing that these tests do.
WITHOUT = ("schemathesis", "faker", "anyio", "cacheprovider", "unraisableexception")
OPTIONS = (
    *("-q", "-s", "-x", "-n", "0", "--no-cov", "--tb=native", "-o", "timeout=0"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
    *(word for plugin in WITHOUT for word in ("-p", f"no:{plugin}")),
)
Report = Callable[[Mutant], None]  # of a survivor


def forked(work: Callable[[], int]) -> int:
    """The exit code of a piece of work in a process of its own; a time-out counts as killed."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _finish(work)
    _, status = os.waitpid(child, 0)
    code = KILLED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    if code == BROKEN:
        raise RuntimeError("a run of tests could not begin: nothing is known of this mutant")
    return code


def _finish(work: Callable[[], int]) -> NoReturn:
    code = BROKEN
    try:
        code = work()
    finally:
        sys.stdout.flush()
        os._exit(code)


def run_pytest(paths: Iterable[str], plugin: object) -> int:
    """All of pytest in this process, the same in every run."""
    settings.register_profile(
        "mutation",
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutation")
    return int(pytest.main([*OPTIONS, *paths], plugins=[plugin]))


class Exchanging:
    """A pytest plugin that runs, instead of all tests once, some tests for every mutant."""

    def __init__(self, mutants: list[Mutant], reach: Reach, report: Report) -> None:
        self.mutants, self.reach, self.report = mutants, reach, report

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The loop of pytest, replaced."""
        functions = [one for one in gc.get_objects() if isinstance(one, FunctionType)]
        self.functions = [one for one in functions if one.__code__.co_filename.startswith(PLACE)]
        gc.freeze()  # so that a forked process copies less
        items = {item.nodeid: item for item in session.items}
        for mutant in self.mutants:
            chosen = [items[test] for test in self.reach.tests(mutant) if test in items]
            if not chosen or self._outcome(mutant, chosen) == SURVIVED:
                self.report(mutant)
        return True

    def _outcome(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        if not self.reach.while_importing(mutant):
            outcome = forked(lambda: self._exchanged(mutant, items))
            if outcome != ANEW:
                return outcome
        return outcome_anew(mutant, self.reach)

    def _exchanged(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        _silenced(10 + 5 * int(sum(self.reach.seconds[item.nodeid] for item in items)))
        try:
            exchange(mutant, self.functions)
        except (KeyError, ValueError):  # other free variables, or two functions of one name
            return ANEW
        failures = _Failures()
        items[0].config.pluginmanager.register(failures)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if failures.seen:
                return KILLED
        return SURVIVED


class _Failures:
    seen = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seen = self.seen or report.failed


def exchange(mutant: Mutant, functions: list[FunctionType]) -> None:
    """Put the changed code into the functions of the module that is already imported."""
    new = _by_place(mutant.code())
    for one in functions:
        code = one.__code__
        if code.co_filename == str(mutant.source.path):
            one.__code__ = new[code.co_qualname, code.co_firstlineno]


def _by_place(code: CodeType) -> dict[tuple[str, int], CodeType]:
    found = list(_inner(code))
    places = Counter((one.co_qualname, one.co_firstlineno) for one in found)
    unique = (one for one in found if places[one.co_qualname, one.co_firstlineno] == 1)
    return {(one.co_qualname, one.co_firstlineno): one for one in unique}


def _inner(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)


def outcome_anew(mutant: Mutant, reach: Reach) -> int:
    """Of the tests in a process that imports the mutant: first its own file, at last all others."""
    tests = reach.tests(mutant)
    for chosen in _tiers(mutant, tests):
        patience = 20 + 5 * int(sum(reach.seconds[test] for test in chosen))
        outcome = forked(partial(_anew, mutant, chosen, patience))
        if outcome != SURVIVED:
            return outcome
    return SURVIVED


def _tiers(mutant: Mutant, tests: list[str]) -> Iterator[list[str]]:
    own = [test for test in tests if is_own(test, mutant)]
    near = [test for test in tests if test not in own and names_module(test, mutant)]
    rest = sorted(set(tests) - {*own, *near})
    return (tier for tier in (own, near, rest) if tier)


def _anew(mutant: Mutant, tests: list[str], patience: int) -> int:
    _silenced(patience)
    sys.dont_write_bytecode = False  # else every test is compiled again for every mutant
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Mutated(mutant))
    paths = dict.fromkeys(test.partition("::")[0] for test in tests)
    outcome = run_pytest(paths, _Chosen(set(tests)))
    if outcome in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return BROKEN
    return SURVIVED if outcome == pytest.ExitCode.OK else KILLED


def _is_ours(name: str) -> bool:
    package, _, rest = name.partition(".")
    return package in {"cds_service", "tests"} and not rest.startswith("mutation")


class _Chosen:
    """A pytest plugin that leaves out what cannot notice the change."""

    def __init__(self, tests: set[str]) -> None:
        self.tests = tests

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(
        self, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        """Choose by name."""
        yield
        items[:] = [item for item in items if item.nodeid in self.tests] or items


class _Mutated(MetaPathFinder):
    """Finds one module, changed."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """None for every other module."""
        source = self.mutant.source
        if name != source.module:
            return None
        folder = [str(source.path.parent)] if source.name == "__init__" else None
        loader = _Loader(name, str(source.path))
        loader.mutant = self.mutant
        return spec_from_file_location(
            name, source.path, loader=loader, submodule_search_locations=folder
        )


class _Loader(SourceFileLoader):
    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        return self.mutant.code()


def _silenced(patience: int) -> None:
    """No output, and an end after so many seconds."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.alarm(patience)
