"""Case files: every `*.json` of a directory, numbers as decimals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

SCHEMA = "b2m-clinical-cases/1"
REQUIRED = {"id", "topic", "inputs", "expected"}

Case = dict[str, Any]


class UnreadableCases(Exception):
    """The directory holds no cases, or a file is not what its schema says."""


def cases_in(directory: Path) -> list[Case]:
    """Every case of a directory, each id once."""
    cases = [case for path in sorted(directory.glob("*.json")) for case in _cases_of(path)]
    if not cases:
        raise UnreadableCases(f"no clinical cases in {directory}")
    twice = [name for name, times in Counter(case["id"] for case in cases).items() if times > 1]
    if twice:
        raise UnreadableCases(f"ids used more than once: {', '.join(twice)}")
    return cases


def _cases_of(path: Path) -> Iterator[Case]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except ValueError as error:
        raise UnreadableCases(f"{path.name}: not JSON ({error})") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UnreadableCases(f"{path.name}: not of schema {SCHEMA}")
    if content["count"] != len(content["cases"]):
        raise UnreadableCases(
            f"{path.name}: says {content['count']} cases and holds {len(content['cases'])}"
        )
    for case in content["cases"]:
        if lacking := REQUIRED - case.keys():
            raise UnreadableCases(f"{path.name}: {case.get('id')} has no {min(lacking)}")
        yield case
