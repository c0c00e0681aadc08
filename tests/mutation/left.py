"""What the last run of a module left, so that only that is run again: `build/mutation/left.json`.

It holds for one source of the module; tests that were added since can only kill more.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.mutation.equivalents import Key
from tests.mutation.reach import BUILD

LEFT = BUILD / "left.json"
Kept = dict[str, tuple[str, list[list[str]]]]  # by module: the digest of its source, the keys


def left(digests: Mapping[str, str], path: Path = LEFT) -> Counter[Key]:
    """The mutants left of these modules; the end if one was not run since it changed."""
    kept = _kept(path)
    missing = [name for name, source in digests.items() if kept.get(name, ("",))[0] != source]
    if missing:
        sys.exit(f"not run since they changed: {' '.join(missing)}")
    return Counter((key[0], key[1], key[2]) for name in digests for key in kept[name][1])


def keep(digests: Mapping[str, str], survivors: Iterable[Key], path: Path = LEFT) -> None:
    """Put what a run left in the place of what the earlier one did."""
    keys = [list(key) for key in survivors]
    found = {
        name: (source, [key for key in keys if key[0] == name]) for name, source in digests.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_kept(path) | found, indent=1), encoding="utf-8")


def _kept(path: Path) -> Kept:
    read: Kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return read
