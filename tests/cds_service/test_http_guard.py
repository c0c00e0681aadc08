"""A guarded GET of one address that stands on a list: for key sets of CDS clients."""

import pytest

from cds_service.http_guard import NotObtained, listed_json
from cds_service.shortfall import Shortfall
from tests.cds_service.fhir_stub import fhir_stub


def fetched(url, listed=None, *, deadline_s=5.0, max_bytes=1000):
    return listed_json(url, listed or {url}, deadline_s=deadline_s, max_bytes=max_bytes)


def shortfall_of(behave, **limits):
    with fhir_stub(behave) as stub, pytest.raises(NotObtained) as caught:
        fetched(f"{stub.base}/keys", **limits)
    return caught.value.shortfall


def test_gives_the_json_value_and_sends_neither_token_nor_cookie():
    with fhir_stub(lambda ask: ask.reply({"keys": []}, media_type="application/json")) as stub:
        value = fetched(f"{stub.base}/keys?tenant=a")

    assert value == {"keys": []}
    assert stub.paths == ["/fhir/keys?tenant=a"]
    assert not {"Authorization", "Cookie"} & stub.seen[0].headers.keys()


@pytest.mark.parametrize("other", ["/keys/", "/keys?x=1", "/Keys", "/keys/../keys", "/keys#a"])
def test_an_address_that_is_not_on_the_list_letter_by_letter_is_not_contacted(other):
    with fhir_stub(lambda ask: ask.reply({})) as stub, pytest.raises(NotObtained) as caught:
        fetched(f"{stub.base}{other}", {f"{stub.base}/keys"})

    assert caught.value.shortfall is Shortfall.NOT_ALLOWED
    assert stub.seen == []


@pytest.mark.parametrize(
    ("behave", "shortfall"),
    [
        (lambda ask: ask.redirect("/fhir/elsewhere"), Shortfall.REDIRECTED),
        (lambda ask: ask.reply({}, 404), Shortfall.REFUSED),
        (lambda ask: ask.reply(b"<html>", media_type="text/html"), Shortfall.NOT_JSON),
        (lambda ask: ask.reply_gzip(b" " * 5_000_000), Shortfall.TOO_LARGE),
        (lambda ask: ask.endless(), Shortfall.TOO_LARGE),
        (lambda ask: ask.close_connection, Shortfall.UNREACHABLE),
    ],
)
def test_anything_but_a_small_json_answer_is_not_obtained(behave, shortfall):
    assert shortfall_of(behave) is shortfall


@pytest.mark.parametrize("drip", [lambda ask: ask.drip(0.02), lambda ask: ask.drip_head(0.02)])
def test_a_dripping_server_is_left_at_the_deadline(drip):
    assert shortfall_of(drip, deadline_s=0.2) is Shortfall.TIMEOUT
