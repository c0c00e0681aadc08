"""What a CDS service owes: one row per normative statement of CDS Hooks, in our words.

level            SHALL, SHALL NOT, SHOULD, ... as written; `MAY, then SHALL` = optional, but of this
                 form where it is given; `should` = lower case in the text; `implied`, `duty`,
                 `security`, `note` = follows from it; `own`, `best practice` = not in the text
version          1.0+, 2.0+ = binding for a service of 2.0; 3.0b = ballot; CRD = Da Vinci CRD only
binds            service; or client: then the row says how the service should bear a fault of one
not_testable     why nothing seen from outside can tell; empty = there is a check
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

TABLE = Path(__file__).with_name("requirements.csv")

AREAS = {
    "GEN": "JSON and transport",
    "DISC": "Discovery",
    "REQ": "The call of a service",
    "PREF": "Prefetch",
    "PTOK": "Prefetch tokens",
    "PQR": "Prefetch queries",
    "FHIRACC": "FHIR access",
    "RESP": "Answers",
    "CARD": "Cards",
    "SRC": "Source of a card",
    "SUGG": "Suggestions",
    "ACT": "Actions",
    "SYS": "System actions",
    "LINK": "Links",
    "FB": "Feedback",
    "SEC": "Security",
    "JWT": "JWT of the client",
    "CORS": "Browsers (CORS)",
    "STALE": "Stale guidance",
    "EXT": "Extensions",
    "COD": "Codings",
    "HOOK": "Hooks",
    "L10N": "Languages",
    "VER": "Versions",
    "DOC": "Documentation",
    "PERF": "Deadline",
}


class Verdict(StrEnum):
    """What the suite says of one requirement."""

    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    INFO = "info"
    SKIP = "skip"


@dataclass(frozen=True)
class Requirement:
    """One row of the table."""

    id: str
    level: str
    version: str
    section: str
    binds: str
    requirement: str
    not_testable: str

    @property
    def area(self) -> str:
        """The heading under which a reader looks for it."""
        return AREAS[self.id.rpartition("-")[0]]

    @property
    def own(self) -> bool:
        """Beyond CDS Hooks: looked at only where that is asked for."""
        return self.version in {"own", "CRD", "best practice"} or self.level == "own"

    @property
    def when_broken(self) -> Verdict:
        """The verdict on a service that does not keep it."""
        if self.version == "3.0b" or self.level in {"MAY", "note"}:
            return Verdict.INFO
        binding = self.level in {"SHALL", "SHALL NOT", "MAY, then SHALL"}
        if binding and self.binds == "service" and not self.own:
            return Verdict.FAIL
        return Verdict.WARN


def load() -> dict[str, Requirement]:
    """All rows by id, in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: Requirement(**row) for row in csv.DictReader(file)}


REQUIREMENTS = load()
