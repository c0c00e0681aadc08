"""How a check is written down: a function that says what it found wrong, one sentence each.

    @check("DISC-06")
    def has_a_title(target: Target) -> Problems:
        ...
        yield "service x has no title"

Nothing said = kept. `NotChecked` = cannot be told here, with the reason. What a problem amounts to
(fail, warn, info) is the requirement's affair, never the check's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from conformance.target import NotChecked, Service, Target

Problems = Iterable[str]
Looks = Callable[[Target], Problems]


@dataclass(frozen=True)
class Check:
    """One look at the service, and the requirements that it speaks of."""

    requirements: tuple[str, ...]
    look: Looks

    @property
    def name(self) -> str:
        """Module and function, as a reader finds it."""
        return f"{self.look.__module__.rpartition('.')[2]}.{self.look.__name__}"


CHECKS: list[Check] = []


def check(*requirements: str) -> Callable[[Looks], Looks]:
    """A check of the whole target."""

    def register(look: Looks) -> Looks:
        CHECKS.append(Check(requirements, look))
        return look

    return register


def service_check(
    *requirements: str,
) -> Callable[[Callable[[Service], Problems]], Callable[[Service], Problems]]:
    """A check of each service that discovery lists."""
    return _for_each(requirements, lambda target: target.services, lambda service: service.id)


def card_check(
    *requirements: str,
) -> Callable[[Callable[[dict[str, Any]], Problems]], Callable[[dict[str, Any]], Problems]]:
    """A check of each card that the sample requests were answered with."""
    return _for_each(requirements, lambda target: target.cards, card_name)


def card_name(card: dict[str, Any]) -> str:
    """How a report calls a card."""
    return f"card {str(card.get('summary'))[:40]!r}"


def _for_each(
    requirements: tuple[str, ...],
    things: Callable[[Target], Iterable[Any]],
    name: Callable[[Any], str],
) -> Callable[[Callable[[Any], Problems]], Callable[[Any], Problems]]:
    def register(look_at_one: Callable[[Any], Problems]) -> Callable[[Any], Problems]:
        def look(target: Target) -> Problems:
            unlooked = []
            every = list(things(target))
            for thing in every:
                try:
                    yield from [f"{name(thing)}: {problem}" for problem in look_at_one(thing)]
                except NotChecked as reason:
                    unlooked.append(str(reason))
            if len(unlooked) == len(every):
                raise NotChecked(unlooked[0])

        look.__name__ = look_at_one.__name__
        look.__module__ = look_at_one.__module__
        CHECKS.append(Check(requirements, look))
        return look_at_one

    return register
