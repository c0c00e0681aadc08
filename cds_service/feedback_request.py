"""What became of cards: the POST body of the feedback endpoint, and the answer to it.

https://cds-hooks.hl7.org/2.0/#feedback. Every entry is judged on its own, so that a bad one costs
none of the others. Of an entry only what is named here is read; nothing of it is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from cds_service.errors import (
    MISSING,
    NOT_VALID,
    BodyTooLarge,
    InvalidHookRequest,
    MalformedBody,
)
from cds_service.json_body import InvalidJson, parse_json

MOST_ENTRIES = 500
LONGEST_COMMENT = 4000  # characters
MOST_NAMED = 20  # entries whose faults a refusal names
TOO_LONG = "too long"

_UUID = r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
# A code or a URI, not a sentence: free text has its place in the comment.
_CODE = re.compile(r"[!-~]{1,100}")
_URI = re.compile(r"[!-~]{1,255}")


def moment_text(moment: datetime) -> str:
    """A moment as the store keeps it: UTC, to the microsecond, in an order that sorts."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")


def _moment(text: str) -> str:
    if not _RFC_3339.fullmatch(text.upper()):
        raise ValueError
    try:
        return moment_text(datetime.fromisoformat(text.upper()))
    except OverflowError:
        raise ValueError from None


def _code_or_none(value: object) -> object:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def _uri_or_none(value: object) -> object:
    return value if isinstance(value, str) and _URI.fullmatch(value) else None


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")  # no database takes it in a text


class _Member(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True)


class ReasonCoding(_Member):
    """Which reason; a code or system that is none is taken as not given."""

    system: Annotated[str | None, BeforeValidator(_uri_or_none)] = None
    code: Annotated[str | None, BeforeValidator(_code_or_none)] = None


class OverrideReasonGiven(_Member):
    """Why a card was overridden: coded, in words, or both."""

    reason: ReasonCoding | None = None
    user_comment: Annotated[
        str | None,
        Field(max_length=LONGEST_COMMENT),
        AfterValidator(lambda t: t and _without_nul(t)),
    ] = None


class AcceptedSuggestion(_Member):
    """A suggestion that was taken; its id is not kept."""

    id: str


class FeedbackEntry(_Member):
    """What became of one card, at one moment.

    Epic names the reason `overrideReasons`, one object. A client that names no accepted suggestion
    has still accepted the card.
    """

    card: Annotated[str, Field(pattern=_UUID), AfterValidator(str.lower)]
    outcome: Literal["accepted", "overridden"]
    outcome_timestamp: Annotated[
        str, AfterValidator(_moment), Field(json_schema_extra={"format": "date-time"})
    ]
    accepted_suggestions: tuple[AcceptedSuggestion, ...] | None = None
    override_reason: OverrideReasonGiven | None = None
    override_reasons: OverrideReasonGiven | None = None

    @property
    def given(self) -> OverrideReasonGiven:
        """The reason of an override, under either name; nothing for an accepted card."""
        reason = self.override_reason or self.override_reasons
        return reason if reason and self.outcome == "overridden" else OverrideReasonGiven()


class FeedbackBody(BaseModel):
    """The whole body. Its entries are judged one by one, see `Feedback.parse`."""

    feedback: list[SkipValidation[FeedbackEntry]] = Field(max_length=MOST_ENTRIES)


class Rejected(BaseModel):
    """An entry that was not kept: where it stood in the body (from 0), and why."""

    index: int
    reason: str


class FeedbackAnswer(BaseModel):
    """How many entries are kept, now or since an earlier call; and which are not."""

    received: int
    rejected: list[Rejected] = []


@dataclass(frozen=True)
class Feedback:
    """One call: the entries to keep and the faults of the others, by index and member."""

    entries: tuple[FeedbackEntry, ...]
    faults: dict[int, dict[str, str]]

    @classmethod
    def parse(cls, body: bytes) -> Feedback:
        """Raises MalformedBody (not a JSON object), BodyTooLarge (too many entries) or
        InvalidHookRequest (no list of entries, or none of them good)."""
        written = _entries(body)
        read = [_entry(item) for item in written]
        entries = tuple(item for item in read if isinstance(item, FeedbackEntry))
        faults = {n: item for n, item in enumerate(read) if isinstance(item, dict)}
        if faults and not entries:
            raise InvalidHookRequest(dict(_named(faults)))
        return cls(entries, faults)

    def answer(self) -> dict[str, Any]:
        """The body of the answer, a `FeedbackAnswer`."""
        rejected = [
            Rejected(index=index, reason="; ".join(f"{m} is {f}" for m, f in faults.items()))
            for index, faults in self.faults.items()
        ]
        answer = FeedbackAnswer(received=len(self.entries), rejected=rejected)
        return answer.model_dump(exclude_defaults=True)


def _entries(body: bytes) -> Iterable[object]:
    try:
        value = parse_json(body)
    except InvalidJson:
        raise MalformedBody from None
    if not isinstance(value, dict):
        raise MalformedBody
    listed = value.get("feedback")
    if not isinstance(listed, list):
        raise InvalidHookRequest({"feedback": NOT_VALID if "feedback" in value else MISSING})
    if len(listed) > MOST_ENTRIES:
        raise BodyTooLarge
    return FeedbackBody.model_validate(value).feedback


def _entry(value: object) -> FeedbackEntry | dict[str, str]:
    """The entry, or what is wrong with it by member."""
    try:
        return FeedbackEntry.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        return {
            ".".join(map(str, fault["loc"])) or "entry": _fault(fault["type"]) for fault in found
        }


def _fault(kind: str) -> str:
    return {"missing": MISSING, "string_too_long": TOO_LONG}.get(kind, NOT_VALID)


def _named(faults: dict[int, dict[str, str]]) -> Iterable[tuple[str, str]]:
    for index, of_entry in list(faults.items())[:MOST_NAMED]:
        for member, fault in of_entry.items():
            yield f"feedback.{index}.{member}", fault
