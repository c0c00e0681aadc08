"""Do the version of the software, that of the rule set, the CHANGELOG and deploy/ fit each other?

A released heading reads `## 1.2.3 - 2026-12-01, rule set 2026.12.1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CLINICAL = "### Clinical changes"
UNRELEASED = "## Unreleased"
_RELEASE = re.compile(
    r"## (?P<version>\d+\.\d+\.\d+) - (?P<day>\d{4}-\d\d-\d\d), rule set (?P<rules>[\d.]+)"
)
_IMAGE = re.compile(r"image: b2m-cds:(\S+)")


@dataclass(frozen=True)
class Release:
    """One released heading of the CHANGELOG, newest first."""

    version: str
    rule_set: str
    is_clinical: bool


@dataclass(frozen=True)
class Versions:
    """What is stated where."""

    changelog: str
    software: str
    rule_set: str
    deployed: Sequence[str]

    @property
    def is_rehearsal(self) -> bool:
        """Are there changes under no version yet?"""
        return self._section(UNRELEASED).strip() != ""

    def problems(self) -> Iterator[str]:
        """What does not fit, a sentence each."""
        for text in self.deployed:
            for version in _IMAGE.findall(text):
                if version != self.software:
                    yield f"deploy/ names b2m-cds:{version}, the software is {self.software}"
        if self.is_rehearsal:
            return
        releases = self._releases()
        if not releases:
            yield "the CHANGELOG has neither unreleased changes nor a release"
            return
        yield from self._of_newest(releases)

    def _of_newest(self, releases: Sequence[Release]) -> Iterator[str]:
        newest = releases[0]
        if newest.version != self.software:
            yield f"the CHANGELOG ends at {newest.version}, the software is {self.software}"
        if newest.rule_set != self.rule_set:
            yield f"the CHANGELOG names rule set {newest.rule_set}, the rules {self.rule_set}"
        for before in releases[1:2]:
            if newest.is_clinical is (newest.rule_set == before.rule_set):
                yield "the rule set changes with clinical changes, and only with them"

    def _releases(self) -> list[Release]:
        return [
            Release(found["version"], found["rules"], CLINICAL in self._section(found[0]))
            for found in _RELEASE.finditer(self.changelog)
        ]

    def _section(self, heading: str) -> str:
        _, _, after = self.changelog.partition(f"{heading}\n")
        return after.partition("\n## ")[0]
