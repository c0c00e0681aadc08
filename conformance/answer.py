"""What the service under test said, read as strictly as the specification asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn


@dataclass(frozen=True)
class Answer:
    """One answer; `what` is the request in words, `seconds` from sending to the last byte."""

    what: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @cached_property
    def json(self) -> Any:
        """The body as JSON; None when it is not, and then `fault` says why."""
        return self._read[0]

    @cached_property
    def fault(self) -> str:
        """Why the body is not strict JSON, "" when it is."""
        return self._read[1]

    @cached_property
    def object(self) -> dict[str, Any]:
        """The body as a JSON object, empty when it is none."""
        return self.json if isinstance(self.json, dict) else {}

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """The cards that are objects."""
        cards = self.object.get("cards")
        listed = cards if isinstance(cards, list) else []
        return [card for card in listed if isinstance(card, dict)]

    @property
    def empty(self) -> bool:
        """200 and an empty card list: the service looked and has nothing to say."""
        return self.status == 200 and self.object.get("cards") == []

    @property
    def refused(self) -> bool:
        """4xx: the service says that it cannot, and whose fault it is."""
        return 400 <= self.status < 500

    @property
    def broken(self) -> bool:
        """5xx: the service gave way."""
        return self.status >= 500

    @property
    def summaries(self) -> list[str]:
        """What the cards say at a glance; how two answers are compared."""
        return [str(card.get("summary")) for card in self.cards]

    def __str__(self) -> str:
        return f"answered {self.status}"

    @cached_property
    def _read(self) -> tuple[Any, str]:
        try:
            return strict_json(self.body), ""
        except ValueError as error:
            return None, str(error)
        except RecursionError:
            return None, "nested too deep"


def strict_json(body: bytes) -> Any:
    """JSON without NaN, Infinity or a member given twice; raises ValueError."""
    return json.loads(
        body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_members_once
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _members_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is given twice")
    return members
