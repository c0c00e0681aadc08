"""The ways in which servers want to be searched, from the plain one to the last resort.

plain      patient=ID&code=system|code,...&_count=100
refused    without _count and status; then with category=laboratory for codes; then bare codes
empty      with bare codes (some find nothing with a system); then with patient=Patient/ID
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum


class Codes(Enum):
    """How a search says which tests are meant."""

    WITH_SYSTEM = "system|code"
    BARE = "code"
    LABORATORY = "category=laboratory"


@dataclass(frozen=True)
class Style:
    """One way to write a search."""

    codes: Codes = Codes.WITH_SYSTEM
    count: bool = True
    typed_patient: bool = False

    def written(self, params: dict[str, str]) -> dict[str, str]:
        """The parameters of a search in this style."""
        search = dict(params)
        if not self.count:
            search.pop("_count", None)
            search.pop("status", None)  # of orders; those that are not open are left out here too
        if self.typed_patient and "patient" in search:
            search["patient"] = f"Patient/{search['patient']}"
        if "code" in search and self.codes is Codes.BARE:
            search["code"] = ",".join(code for _, code in codings_in(search["code"]))
        if "code" in search and self.codes is Codes.LABORATORY:
            del search["code"]
            search["category"] = "laboratory"
        return search

    def when_refused(self) -> Iterator[Style]:
        """What to try when a server does not understand the search."""
        for codes in (self.codes, Codes.LABORATORY, Codes.BARE):
            yield replace(self, codes=codes, count=False)

    def when_empty(self) -> Iterator[Style]:
        """What to try when a server finds nothing and has never found anything."""
        yield replace(self, codes=Codes.BARE)
        yield replace(self, typed_patient=True)


def codings_in(codes: str) -> list[tuple[str, str]]:
    """System and code of every `system|code` in a search parameter."""
    pairs = (written.rpartition("|") for written in codes.split(","))
    return [(system, code) for system, _, code in pairs]
