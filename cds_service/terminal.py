"""Cards as a person reads them in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cds_service.card_text import blocks, plain
from cds_service.explanation import EXTENSION

Card = Mapping[str, Any]
Style = Callable[[str, str], str]

WIDEST = 100


def unstyled(text: str, _indicator: str) -> str:
    """Headings without any colour."""
    return text


def cards_as_text(cards: Iterable[Card], width: int, style: Style = unstyled) -> str:
    """All cards, one under the other; `style` colours a heading by the card's indicator."""
    width = min(width, WIDEST)
    return f"\n\n{'-' * width}\n\n".join(_card(card, width, style) for card in cards)


def _card(card: Card, width: int, style: Style) -> str:
    parts = [
        _heading(card, width, style),
        *blocks(card.get("detail", ""), width),
        _suggestions(card, width),
        _not_used(card.get("extension", {}).get(EXTENSION, {}), width),
        _source(card["source"], width),
    ]
    return "\n\n".join(part for part in parts if part)


def _heading(card: Card, width: int, style: Style) -> str:
    indicator = card["indicator"]
    lines = textwrap.wrap(f"[{indicator}] {plain(card['summary'])}", width, break_on_hyphens=False)
    return "\n".join(style(line, indicator) for line in lines)


def _suggestions(card: Card, width: int) -> str:
    orders = map(_suggestion, card.get("suggestions", []))
    return "\n".join(_titled("Suggested orders:", orders, width))


def _suggestion(suggestion: Card) -> str:
    codes = ", ".join(dict.fromkeys(_order_codes(suggestion)))
    recommended = ", recommended" if suggestion.get("isRecommended") else ""
    return str(suggestion["label"]) + (f" ({codes})" if codes else "") + recommended


def _order_codes(suggestion: Card) -> Iterable[str]:
    for action in suggestion.get("actions", []):
        codings = action.get("resource", {}).get("code", {}).get("coding", [])
        yield from (coding["code"] for coding in codings if "code" in coding)


def _not_used(explanation: Card, width: int) -> str:
    """What the answer does not rest on: resources set aside, data that could not be had."""
    set_aside = [
        f"{item['reference']}: {item['reason']}" for item in explanation.get("setAside", [])
    ]
    not_had = [f"{item['key']}: {item['state']}" for item in explanation.get("coverage", [])]
    lines = [*_titled("Set aside:", set_aside, width), *_titled("Not complete:", not_had, width)]
    return "\n".join(lines)


def _source(source: Card, width: int) -> str:
    """An address stays whole, so that it can be followed."""
    text = "Source: " + plain(", ".join(filter(None, (source["label"], source.get("url", "")))))
    return textwrap.fill(text, width, break_on_hyphens=False, break_long_words=False)


def _titled(title: str, items: Iterable[str], width: int) -> list[str]:
    """A list under its title; nothing at all when it is empty."""
    lines = [
        textwrap.fill(
            plain(item),
            width,
            initial_indent="  - ",
            subsequent_indent="    ",
            break_on_hyphens=False,
        )
        for item in items
    ]
    return [title, *lines] if lines else []
