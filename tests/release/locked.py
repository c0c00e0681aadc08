"""The locked runtime packages, and the licence that each states of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[.*\])?==(?P<version>\S+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# The words of packages that do not yet write an SPDX expression.
SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "BSD license": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
ALLOWED = frozenset(
    {"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MPL-2.0"}
)
# Used as a library and not changed: NOTICE says so.
ALLOWED_BY_NAME = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}


@dataclass(frozen=True)
class Locked:
    """One package as the lock pins it; `hashes` are SHA-256 of its files."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def licence(self) -> str:
        """The SPDX expression that its installed metadata states, "" when it states none."""
        said = distribution(self.name).metadata
        classifiers = said.get_all("Classifier") or []
        words = [line.rsplit(" :: ", 1)[1] for line in classifiers if line.startswith("License")]
        fields = [said.get_all(name) or [] for name in ("License-Expression", "License")]
        stated = "".join(next(filter(None, fields), words))
        return SPDX.get(stated, stated)


def locked(lock: Path = ROOT / "requirements.lock") -> list[Locked]:
    """Every package of a lock, in its order."""
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
    pins = ((_PIN.match(block), block) for block in blocks)
    return [
        Locked(pin["name"], pin["version"], tuple(_HASH.findall(block)))
        for pin, block in pins
        if pin
    ]


def refused(package: str, licence: str) -> bool:
    """Is this a licence that nobody has agreed to? An expression is allowed if all its parts are;
    of alternatives one will do."""
    if ALLOWED_BY_NAME.get(package) == licence:
        return False
    alternatives = [part.split(" AND ") for part in licence.split(" OR ")]
    return not any(ALLOWED.issuperset(parts) for parts in alternatives)
