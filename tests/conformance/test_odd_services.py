"""Whatever a service says, the suite ends with a verdict."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.requirement import REQUIREMENTS, Verdict
from conformance.run import failed
from conformance.text import walk
from tests.conformance.broken_members import put
from tests.conformance.little_cards import card
from tests.conformance.little_run import judged, options, verdicts
from tests.conformance.little_server import LittleServer, Reply
from tests.conformance.little_service import Json, LittleService

pytestmark = pytest.mark.xdist_group("little-service")

ODD: tuple[Any, ...] = (None, 7, "x", [], [7], {"a": 7})
OF_CARDS = (
    "CARD",
    "SRC",
    "SUGG",
    "ACT",
    "SYS",
    "LINK",
    "EXT",
    "COD",
    "GEN-03",
    "GEN-07",
    "RESP-01",
)
OF_DISCOVERY = ("DISC", "PTOK", "PQR", "HOOK-01", "GEN-01", "REQ-01")


@pytest.fixture(scope="module")
def server() -> Iterator[LittleServer]:
    with LittleServer() as running:
        yield running


def paths(thing: Json) -> list[str]:
    """The way to every member, as `put` takes it."""
    return [way.replace("[", ".").replace("]", "") for way, _ in walk(thing) if way]


def odd_in_one_place_each(whole: Json, value: Any) -> list[Json]:
    """Copies of a thing, each with the odd value at another of its members."""
    copies = []
    for way in paths(whole):
        copies.append(copy.deepcopy(whole))
        put(way, value)(copies[-1])
    return copies


class OddCards(LittleService):
    """Says something odd in one place of each of its many cards."""

    value: Any = None

    def advise(self, body: Json) -> Reply:
        return Reply(200, {"cards": odd_in_one_place_each(card("1", 1, "", ""), self.value)})


class OddDiscovery(LittleService):
    """Says something odd in one place of each of its many services."""

    value: Any = None

    def discovery(self) -> Json:
        return {"services": odd_in_one_place_each(self.entry(), self.value)}


def ids(prefixes: tuple[str, ...]) -> list[str]:
    return [name for name in REQUIREMENTS if name.startswith(prefixes)]


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(("odd", "looked_at"), [(OddCards, OF_CARDS), (OddDiscovery, OF_DISCOVERY)])
def test_an_odd_value_anywhere_leads_to_a_verdict(server, odd, looked_at, value):
    service = odd(server.origin)
    service.value = value
    server.service = service

    outcomes = judged(server.origin, options(signer=None), ids(looked_at))

    assert [outcome.requirement.id for outcome in outcomes] == ids(looked_at)
    assert failed(outcomes)


@pytest.mark.parametrize(
    "body", [b"", b"nul", b"null", b"[]", b'"x"', b"\xff", b"[" * 50_000], ids=repr
)
def test_a_discovery_that_is_no_json_object_breaks_a_shall(server, body):
    class NotJson(LittleService):
        def answer(self, call):
            reply = super().answer(call)
            reply.body = body
            return reply

    server.service = NotJson(server.origin)

    found = verdicts(judged(server.origin, options(signer=None)))

    assert found["DISC-02"] is Verdict.FAIL
    assert len(found) == len(REQUIREMENTS)
