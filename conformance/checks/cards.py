"""The card itself, its override reasons and its extension."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from conformance.check import Problems, card_check, check
from conformance.target import NotChecked, Target
from conformance.text import (
    REVERSE_DOMAIN,
    not_objects,
    not_text,
    not_text_if_given,
    objects,
)

Card = dict[str, Any]

LONGEST_SUMMARY = 139
HTML = re.compile(r"<[A-Za-z!/]")
CODE_SPAN = re.compile(r"`[^`]*`")
SAYS_DIAGNOSIS = re.compile(
    r"\b(is|are) diagnostic of\b|\bconfirms? (a|the) diagnosis\b|\bthe patient has (a )?\w*oma\b"
    r"|\b(median )?survival of \d|\b\d+ (months|years) to live\b|\bwill (die|survive)\b",
    re.IGNORECASE,
)
VALUE_WITH_UNIT = re.compile(r"\d[\d.,]*\s?(%|[µμ]?[A-Za-z]+/[A-Za-z0-9.]+|mmol|mg|g|mL|U|IU)\b")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2,8} \d{4}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")


@card_check("CARD-01")
def uuid_is_text(card: Card) -> Problems:
    yield from not_text_if_given(card, "uuid")


@check("CARD-01")
def uuids_differ_inside_an_answer(target: Target) -> Problems:
    for service in target.services:
        counted = Counter(str(card["uuid"]) for card in service.answer.cards if "uuid" in card)
        if any(times > 1 for times in counted.values()):
            yield f"service {service.id}: two cards of one answer share a uuid"


@card_check("CARD-02")
def summary_is_short(card: Card) -> Problems:
    yield from not_text(card, "summary")
    length = len(str(card.get("summary", "")))
    if length > LONGEST_SUMMARY:
        yield f"summary has {length} characters, not under 140"


@card_check("CARD-03")
def detail_is_markdown_text(card: Card) -> Problems:
    yield from not_text_if_given(card, "detail")


@card_check("CARD-04")
def detail_has_no_html(card: Card) -> Problems:
    if HTML.search(CODE_SPAN.sub("", str(card.get("detail", "")))):
        yield "detail holds raw HTML"


@card_check("CARD-05")
def indicator_is_known(card: Card) -> Problems:
    if card.get("indicator") not in ("info", "warning", "critical"):
        yield f"indicator is {card.get('indicator')!r}"


@card_check("CARD-06")
def has_a_source(card: Card) -> Problems:
    if not isinstance(card.get("source"), dict):
        yield "source is missing or no object"


@card_check("CARD-07")
def suggestions_are_a_list(card: Card) -> Problems:
    yield from not_objects(card, "suggestions")


@card_check("CARD-08")
def suggestions_come_with_a_selection_behavior(card: Card) -> Problems:
    if card.get("suggestions") and "selectionBehavior" not in card:
        yield "suggestions without selectionBehavior"


@card_check("CARD-09")
def selection_behavior_is_known(card: Card) -> Problems:
    if "selectionBehavior" not in card:
        raise NotChecked("no card has suggestions")
    if card["selectionBehavior"] not in ("at-most-one", "any"):
        yield f"selectionBehavior is {card['selectionBehavior']!r}"


@card_check("CARD-11")
def override_reasons_are_a_list(card: Card) -> Problems:
    yield from not_objects(card, "overrideReasons")


@card_check("CARD-12")
def override_reasons_can_be_read(card: Card) -> Problems:
    if "overrideReasons" not in card:
        raise NotChecked("no card gives override reasons")
    for reason in objects(card["overrideReasons"]):
        yield from (f"override reason: {problem}" for problem in not_text(reason, "display"))


@card_check("CARD-13")
def links_are_a_list(card: Card) -> Problems:
    yield from not_objects(card, "links")


@card_check("CARD-14")
def at_most_one_is_recommended(card: Card) -> Problems:
    recommended = [one for one in objects(card.get("suggestions")) if one.get("isRecommended")]
    if card.get("selectionBehavior") == "at-most-one" and len(recommended) > 1:
        yield "several suggestions are recommended, of which one may be chosen"


@card_check("CARD-15")
def says_no_diagnosis(card: Card) -> Problems:
    text = f"{card.get('summary')} {card.get('detail', '')}"
    if said := SAYS_DIAGNOSIS.search(text):
        yield f"says {said.group()!r}"


@card_check("CARD-16")
def says_what_it_rests_on(card: Card) -> Problems:
    text = f"{card.get('summary')} {card.get('detail', '')}"
    if VALUE_WITH_UNIT.search(text) and not DATE.search(text):
        yield "a value is given without the date of its specimen"


@card_check("EXT-02")
def extension_names_are_reverse_domains(card: Card) -> Problems:
    extension = card.get("extension")
    if not isinstance(extension, dict):
        raise NotChecked("no card carries an extension")
    for name in extension:
        if not REVERSE_DOMAIN.fullmatch(name):
            yield f"extension {name} is no reverse domain"


def _codings(card: Card) -> list[Card]:
    source = card.get("source")
    topic = source.get("topic") if isinstance(source, dict) else None
    codings = [*objects(card.get("overrideReasons")), *objects([topic])]
    if not codings:
        raise NotChecked("no card holds a coding")
    return codings


@card_check("COD-01")
def codings_have_a_code(card: Card) -> Problems:
    for coding in _codings(card):
        yield from not_text(coding, "code")


@card_check("COD-02")
def codings_have_a_system(card: Card) -> Problems:
    for coding in _codings(card):
        yield from not_text(coding, "system")


@card_check("COD-03")
def displays_are_text(card: Card) -> Problems:
    for coding in _codings(card):
        yield from not_text_if_given(coding, "display")
    for reason in objects(card.get("overrideReasons")):
        yield from not_text(reason, "display")
