"""An overridden card stays away for a lasting reason only, and while its evidence is the same."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from cds_service.override_reasons import OVERRIDE_REASONS, offered_reasons
from cds_service.quiet import QuietCards
from cds_service.rules.finding import Story
from cds_service.store import Store
from tests.cds_service.feedback_entries import CARD, NOW, SYSTEM, overridden, put, settled

Clock = Callable[[float], None]


@pytest.fixture
def store() -> Iterator[Store]:
    """In memory: on both kinds of database the service is tested (`test_quiet_service.py`)."""
    with closing(Store("sqlite://")) as opened:
        yield opened


def card(story: Story = Story.MYELOMA, uuid: str = CARD, indicator: str = "info") -> dict[str, Any]:
    reasons = offered_reasons(story, "", with_suggestions=True)
    return {"uuid": uuid, "indicator": indicator, "overrideReasons": reasons}


def is_quiet(store: Store, shown: dict[str, Any], at: datetime = NOW) -> bool:
    quiet = QuietCards(store, "")
    quiet.reread_when_due()
    settled()
    return quiet.without_quiet([shown], at) == []


@pytest.mark.parametrize("reason", OVERRIDE_REASONS, ids=lambda reason: reason.code)
@pytest.mark.parametrize("story", [Story.MYELOMA, Story.KIDNEY, Story.UNUSABLE])
def test_a_lasting_reason_that_the_card_offers_keeps_it_away(store, reason, story):
    put(store, overridden(reason.code))

    assert is_quiet(store, card(story)) is (reason.lasting and story in reason.stories)


@pytest.mark.parametrize(
    ("code", "quiet"), [("alreadystaged", True), ("doneelsewhere", False), ("notindicated", False)]
)
def test_a_reason_against_the_suggested_order_keeps_no_warning_away(store, code, quiet):
    put(store, overridden(code))

    assert is_quiet(store, card(indicator="warning")) is quiet


@pytest.mark.parametrize(
    "entry",
    [
        overridden(None),
        overridden(card="1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e02"),
        overridden("canary"),
        overridden(None, overrideReason={"reason": {"code": "alreadystaged"}}),
        overridden(
            None, overrideReason={"reason": {"system": f"{SYSTEM}/x", "code": "alreadystaged"}}
        ),
        overridden("alreadystaged", outcome="accepted"),
    ],
    ids=[
        "no reason",
        "another card",
        "no reason of ours",
        "no system",
        "another system",
        "accepted",
    ],
)
def test_nothing_else_keeps_it_away(store, entry):
    put(store, entry)

    assert not is_quiet(store, card())


@pytest.mark.parametrize(("days", "quiet"), [(0, True), (89, True), (90, True), (91, False)])
def test_not_indicated_lasts_90_days(store, days, quiet):
    put(store, overridden("notindicated", outcomeTimestamp="2026-11-25T12:00:00Z"))

    assert is_quiet(store, card(), NOW + timedelta(days=days)) is quiet


def test_the_newest_override_counts(store):
    for moment in ("2026-11-25T12:00:00Z", "2026-01-25T12:00:00Z"):
        put(store, overridden("notindicated", outcomeTimestamp=moment))

    assert is_quiet(store, card(), NOW + timedelta(days=80))


def test_a_clock_that_is_ahead_keeps_no_card_away_for_longer(store):
    put(store, overridden("notindicated", outcomeTimestamp="2999-01-01T00:00:00Z"), received=NOW)

    assert is_quiet(store, card(), NOW + timedelta(days=90))
    assert not is_quiet(store, card(), NOW + timedelta(days=91))


def test_reasons_are_known_under_the_address_of_the_site(store):
    address = "https://cds.example.org"
    reason = {"reason": {"system": f"{address}/override-reasons", "code": "alreadystaged"}}
    put(store, overridden(None, overrideReason=reason))
    quiet = QuietCards(store, address)
    quiet.reread_when_due()
    settled()

    assert quiet.without_quiet([card()], NOW) == []
    assert not is_quiet(store, card())


def test_only_so_many_overrides_are_held_the_newest(store, monkeypatch):
    monkeypatch.setattr("cds_service.quiet.MOST_HELD", 1)
    other = "1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e02"
    put(store, overridden(), received=NOW + timedelta(seconds=1))
    put(store, overridden(card=other), received=NOW)

    assert is_quiet(store, card())
    assert not is_quiet(store, card(uuid=other))


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Set the seconds since start."""

    def at(seconds: float) -> None:
        now = SimpleNamespace(monotonic=lambda: 1000 + seconds)
        monkeypatch.setattr("cds_service.quiet.time", now)

    return at


def test_overrides_are_read_once_a_minute(store, clock):
    quiet = QuietCards(store, "")
    shown = []
    for seconds in (0, 59, 60):
        clock(seconds)
        quiet.reread_when_due()
        settled()
        shown.append(quiet.without_quiet([card()], NOW))
        put(store, overridden())

    assert shown == [[card()], [card()], []]


def test_what_can_no_longer_be_read_keeps_no_card_away(store, clock):
    put(store, overridden())
    quiet = QuietCards(store, "")
    clock(0)
    quiet.reread_when_due()
    settled()
    assert quiet.without_quiet([card()], NOW) == []
    with store.writing() as connection:
        connection.execute(text("DROP TABLE feedback"))

    clock(60)
    quiet.reread_when_due()
    settled()

    assert quiet.without_quiet([card()], NOW) == [card()]
