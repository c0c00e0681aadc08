"""What one FHIR answer says, be it from prefetch or from a server: rows, more pages, or a failure.

Bundle              its matching entries; a `next` link means more; outcome entries are skipped
a single resource   that resource (some clients unwrap a search that found one)
OperationOutcome    severity error or fatal: the data could not be had, except not-found;
                    anything milder: asked, nothing there
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cds_service.shortfall import Shortfall
from fhir_mappings.bundle import Entry, entries_of
from fhir_mappings.model import Availability

# 4119 is the widespread vendor code for "more data may exist".
_MORE_EXISTS = frozenset({"4119", "incomplete", "too-costly", "throttled"})
_NO_PERMISSION = frozenset({"forbidden", "login", "security", "suppressed", "4118"})


@dataclass(frozen=True)
class Answer:
    """Rows as far as they could be had; `shortfall` None means all of them."""

    entries: tuple[Entry, ...] = ()
    shortfall: Shortfall | None = None
    next_link: str = ""
    total: int | None = None  # how many rows match in all, if the server says so

    @property
    def state(self) -> Availability:
        """Without a single row, an answer that fell short cannot tell whether there are any."""
        if self.shortfall is None:
            return Availability.COMPLETE
        return Availability.INCOMPLETE if self.entries else Availability.UNAVAILABLE


def is_resource(value: object) -> bool:
    """A JSON object that says which FHIR resource it is."""
    return isinstance(value, dict) and isinstance(value.get("resourceType"), str)


def answer_from(value: object) -> Answer:
    """Read a resource as delivered by a client or a server."""
    if not isinstance(value, dict) or not is_resource(value):
        return Answer(shortfall=Shortfall.NOT_FHIR)
    if value["resourceType"] == "OperationOutcome":
        return Answer(shortfall=_failure(value) or _more_exists(value))
    return Answer(tuple(entries_of(value)), _said_inside(value), _next_link(value), _total(value))


def united(answers: Iterable[Answer]) -> Answer:
    """The rows of several answers, and the first reason why there may be more."""
    parts = list(answers)
    return Answer(
        tuple(entry for part in parts for entry in part.entries),
        next((part.shortfall for part in parts if part.shortfall), None),
    )


def issue_codes(value: object) -> set[str]:
    """Every code of an OperationOutcome; empty for anything else."""
    issues = value.get("issue") if isinstance(value, dict) else None
    return {code for issue in _listed(issues) for code in _codes(issue)}


def _failure(outcome: dict[str, Any]) -> Shortfall | None:
    for issue in _listed(outcome.get("issue")):
        codes = _codes(issue)
        if issue.get("severity") in {"error", "fatal"} and "not-found" not in codes:
            return Shortfall.FORBIDDEN if codes & _NO_PERMISSION else Shortfall.OUTCOME
    return None


def _more_exists(outcome: dict[str, Any]) -> Shortfall | None:
    says_so = any(_codes(issue) & _MORE_EXISTS for issue in _listed(outcome.get("issue")))
    return Shortfall.MORE_EXISTS if says_so else None


def _said_inside(bundle: dict[str, Any]) -> Shortfall | None:
    """An outcome among the entries: a row withheld or left out is a row that may be missing."""
    for entry in _listed(bundle.get("entry")):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "OperationOutcome":
            shortfall = _failure(resource) or _more_exists(resource)
            if shortfall:
                return shortfall
    return None


def _next_link(bundle: dict[str, Any]) -> str:
    links = (link for link in _listed(bundle.get("link")) if link.get("relation") == "next")
    url = next(links, {}).get("url")
    return url if isinstance(url, str) else ""


def _total(bundle: dict[str, Any]) -> int | None:
    total = bundle.get("total")
    return total if type(total) is int else None


def _codes(issue: dict[str, Any]) -> set[str]:
    details = issue.get("details")
    codings = details.get("coding") if isinstance(details, dict) else None
    return {str(item.get("code", "")) for item in (issue, *_listed(codings))}


def _listed(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
