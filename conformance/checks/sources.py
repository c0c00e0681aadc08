"""The source of a card, and its links."""

from __future__ import annotations

import struct
from typing import Any

from conformance.check import Problems, card_check, check
from conformance.target import NotChecked, Target
from conformance.text import is_absolute, not_text, not_text_if_given, objects

Card = dict[str, Any]

PNG = b"\x89PNG\r\n\x1a\n"
OPAQUE = {0, 2}  # colour types of PNG without alpha: grey, RGB
ICON_PIXELS = (100, 100)


def _source(card: Card) -> dict[str, Any]:
    source = card.get("source")
    return source if isinstance(source, dict) else {}


@card_check("SRC-01")
def source_has_a_label(card: Card) -> Problems:
    yield from (f"source: {problem}" for problem in not_text(_source(card), "label"))


@card_check("SRC-02")
def source_url_is_absolute(card: Card) -> Problems:
    return _absolute(card, "url")


@card_check("SRC-03")
def source_url_leads_to_no_patient(card: Card) -> Problems:
    if "?" in str(_source(card).get("url", "")):
        yield "source.url carries a query, as a page about one patient would"


@card_check("SRC-04")
def icon_is_absolute(card: Card) -> Problems:
    return _absolute(card, "icon")


@check("SRC-05")
def icon_is_a_small_opaque_png(target: Target) -> Problems:
    own = {
        icon.removeprefix(target.wire.base)
        for card in target.cards
        if (icon := str(_source(card).get("icon"))).startswith(f"{target.wire.base}/")
    }
    if not own:
        raise NotChecked("no card has an icon on this server; others are not asked")
    for path in sorted(own):
        image = target.wire.send("GET", path).body
        if not image.startswith(PNG):
            yield f"{path} is no PNG"
        elif struct.unpack(">II", image[16:24]) != ICON_PIXELS or image[25] not in OPAQUE:
            yield f"{path} is not 100 x 100 pixels without transparency"


@card_check("SRC-06")
def topic_is_a_coding(card: Card) -> Problems:
    if "topic" not in _source(card):
        raise NotChecked("no card has a topic")
    topic = _source(card)["topic"]
    if not isinstance(topic, dict):
        yield "source.topic is no object"
    else:
        yield from (f"source.topic: {problem}" for problem in not_text(topic, "code", "system"))


def _links(card: Card) -> list[dict[str, Any]]:
    if "links" not in card:
        raise NotChecked("no card has links")
    return objects(card["links"])


@card_check("LINK-01")
def links_have_a_label(card: Card) -> Problems:
    for link in _links(card):
        yield from (f"link: {problem}" for problem in not_text(link, "label"))


@card_check("LINK-02")
def links_have_an_absolute_url(card: Card) -> Problems:
    for link in _links(card):
        if not is_absolute(link.get("url")):
            yield f"link: url {link.get('url')!r} is not absolute"


@card_check("LINK-03")
def links_have_a_known_type(card: Card) -> Problems:
    for link in _links(card):
        if link.get("type") not in ("absolute", "smart"):
            yield f"link: type is {link.get('type')!r}"


@card_check("LINK-04")
def app_context_is_for_smart_links(card: Card) -> Problems:
    for link in _links(card):
        if "appContext" in link and link.get("type") != "smart":
            yield f"link: appContext with type {link.get('type')!r}"
        yield from (f"link: {problem}" for problem in not_text_if_given(link, "appContext"))


@card_check("LINK-05")
def autolaunchable_is_a_boolean(card: Card) -> Problems:
    for link in _links(card):
        if not isinstance(link.get("autolaunchable", False), bool):
            yield "link: autolaunchable is no boolean"


def _absolute(card: Card, member: str) -> Problems:
    if member not in _source(card):
        raise NotChecked(f"no card has source.{member}")
    if not is_absolute(_source(card)[member]):
        yield f"source.{member} is not absolute"
