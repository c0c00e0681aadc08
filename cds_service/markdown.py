"""Text into GitHub-flavoured Markdown, inert: what came from FHIR can format, link or run nothing.

Some clients render raw HTML in Markdown and every GFM reader links bare addresses, so brackets,
angle brackets, colons before slashes and the like are escaped. https://github.github.com/gfm/
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~!&@$]|:(?=//)|(?<=www)\.)")


def inert(text: str) -> str:
    """Plain text as Markdown that reads the same."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def clean(text: str, longest: int | None = None) -> str:
    """One line without control and invisible formatting characters, cut to a length."""
    line = " ".join((text if text.isprintable() else printable(text)).split())
    if longest is None or len(line) <= longest:
        return line
    return f"{line[: longest - 1].rstrip()}\u2026"


def printable(text: str) -> str:
    """The text without characters that a terminal obeys or that turn the direction of others."""
    return "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)


def paragraph(sentences: Iterable[str]) -> str:
    """Sentences, each once, as one paragraph; "" when there are none."""
    return " ".join(inert(item) for item in dict.fromkeys(sentences) if item)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A pipe table; cells are already Markdown."""
    head = list(header)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
