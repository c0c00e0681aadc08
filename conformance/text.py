"""What a JSON value is, in the words a report needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

REVERSE_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

LONGEST_REASON = 300

Path = str


def printable(text: str) -> str:
    """What a service said, harmless on a terminal and in XML, and not too long."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:LONGEST_REASON]


def is_text(value: object) -> bool:
    """A string with something in it."""
    return isinstance(value, str) and bool(value.strip())


def not_text(thing: dict[str, Any], *names: str) -> Iterator[str]:
    """A problem for each member that is no string with something in it."""
    for name in names:
        if not is_text(thing.get(name)):
            yield f"{name} is missing or no text"


def not_text_if_given(thing: dict[str, Any], *names: str) -> Iterator[str]:
    """The same for members that may be left out."""
    yield from not_text(thing, *(name for name in names if name in thing))


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none when it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def not_objects(thing: dict[str, Any], name: str) -> Iterator[str]:
    """A problem when a given member is no list of objects with at least one in it."""
    value = thing.get(name)
    if name in thing and (not isinstance(value, list) or not value):
        yield f"{name} is no list with something in it"
    elif name in thing and len(objects(value)) < len(thing[name]):
        yield f"{name} holds something that is no object"


def is_absolute(url: object) -> bool:
    """An address with scheme and host."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        return False
    return parts is not None and parts.scheme in {"http", "https"} and bool(parts.netloc)


def walk(value: object, path: Path = "") -> Iterator[tuple[Path, object]]:
    """Every value below this one, with the way to it."""
    yield path, value
    if isinstance(value, dict):
        for name, one in value.items():
            yield from walk(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from walk(one, f"{path}[{index}]")


def renamed(value: Any, old: str, new: str) -> Any:
    """The same JSON about somebody else: every text that is `old`, or a path ending in it."""
    if isinstance(value, dict):
        return {name: renamed(one, old, new) for name, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, old, new) for one in value]
    if isinstance(value, str) and (value == old or value.endswith(f"/{old}")):
        return value.removesuffix(old) + new
    return value
