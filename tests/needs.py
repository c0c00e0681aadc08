"""What some tests need beyond Python: skipped with the reason where it is missing.

Under B2M_CDS_NO_SKIP=1 every skip counts as a failure (tests/conftest.py).
"""

import os
import shutil
from importlib.util import find_spec

import pytest


def sekmet() -> None:
    """The FHIR server of the extra `demo`."""
    _require(find_spec("sekmet") is not None, "sekmet-fhir is not installed (extra demo)")


def markdown() -> None:
    """The Markdown libraries of the extra `demo`."""
    for name in ("markdown_it", "nh3"):
        _require(find_spec(name) is not None, f"{name} is not installed (extra demo)")


def postgresql() -> str:
    """The URL of a PostgreSQL server on which databases may be created."""
    _require(find_spec("psycopg") is not None, "psycopg is not installed (extra postgres)")
    url = os.environ.get("TEST_POSTGRESQL_URL", "")
    _require(bool(url), "TEST_POSTGRESQL_URL names no server (.ci/postgresql start)")
    return url


def spark() -> str:
    """The folder of an Apache Spark that is to be put on the path, with a Java to run it."""
    folder = os.environ.get("TEST_SPARK", "")
    _require(bool(folder), "TEST_SPARK names no folder with Apache Spark (.ci/spark)")
    _require(shutil.which("java") is not None, "Java is not installed")
    return folder


def chromium() -> str:
    """The path of a Chromium that playwright can drive."""
    _require(find_spec("playwright") is not None, "playwright is not installed")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")
    _require(bool(path), "Chromium is not installed")
    return path


def _require(there: bool, reason: str) -> None:
    if not there:
        pytest.skip(reason)
