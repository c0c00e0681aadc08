"""A lock names packages, versions and hashes: no host, no path, and nothing that has drifted."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from itertools import chain
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ADDRESSES = ("://", "file:", "localhost", "--find-links", "--index-url", "--extra-index-url", "@")
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[(?P<extras>[a-z0-9,-]+)\])?==(?P<version>\S+)(?: ; .+)? \\$"
)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {match["name"]: match["version"] for line in lines if (match := PIN.match(line))}


def wanted(lock: str) -> Iterator[Requirement]:
    """The direct dependencies that pyproject.toml asks of a lock."""
    runtime: list[str] = PROJECT["project"]["dependencies"]
    optional: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
    demo = optional["demo"]
    extras = chain(*(packages for extra, packages in optional.items() if extra != "spark"))
    groups: dict[str, list[Any]] = PROJECT["dependency-groups"]
    dev = [entry for entry in groups["dev"] if isinstance(entry, str)]
    texts = {
        "requirements.lock": [*runtime, *optional["postgres"]],
        "requirements-build.lock": groups["build"],
        "requirements-demo.lock": [*runtime, *demo, *groups["build"]],
        "requirements-dev.lock": [*runtime, *extras, *groups["build"], *dev],
        "requirements-spark.lock": groups["spark"],
    }
    yield from map(Requirement, texts[lock])


def test_there_are_five_locks():
    assert [path.name for path in LOCKS] == [
        "requirements-build.lock",
        "requirements-demo.lock",
        "requirements-dev.lock",
        "requirements-spark.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_host_and_no_path(path):
    text = path.read_text(encoding="utf-8")

    assert [address for address in ADDRESSES if address in text] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_line_of_a_lock_is_an_exact_version_or_its_hash(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not (PIN.match(line) or HASH.match(line))] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_direct_dependency_is_locked_within_its_range(path):
    locked = pins(path.name)
    outside = [
        str(requirement)
        for requirement in wanted(path.name)
        if not _allows(requirement, locked.get(_lock_name(requirement)))
    ]

    assert outside == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_the_locks_agree_with_each_other(path):
    development = pins("requirements-dev.lock")
    alone = {"pyspark", "py4j"} if path.name == "requirements-spark.lock" else set[str]()
    locked = pins(path.name)

    assert locked.keys() & alone == alone
    assert {name: locked[name] for name in locked.keys() - alone}.items() <= development.items()


def test_what_the_extra_for_spark_brings_is_what_is_locked_for_its_test():
    optional, groups = PROJECT["project"]["optional-dependencies"], PROJECT["dependency-groups"]

    assert optional["spark"] == [*optional["bulk"], *groups["spark"]]


def test_the_locks_name_every_extra_that_a_package_asks_for():
    # pip 23 takes the newest release of `coverage[toml]` unless that very name is pinned.
    text = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    pinned = {
        m["name"]: set((m["extras"] or "").split(","))
        for m in map(PIN.match, text.splitlines())
        if m
    }
    locked = [item for item in distributions() if canonicalize_name(item.name) in pinned]
    asked = [Requirement(line) for item in locked for line in item.requires or ()]
    now = [
        item
        for item in asked
        if item.extras and (not item.marker or item.marker.evaluate({"extra": ""}))
    ]

    assert [str(item) for item in now if not item.extras <= pinned[_lock_name(item)]] == []


def _lock_name(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def _allows(requirement: Requirement, version: str | None) -> bool:
    return version is not None and requirement.specifier.contains(version)
