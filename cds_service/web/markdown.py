"""Card Markdown as HTML that is safe to put into a page."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False})
_TAGS = {
    "a", "br", "code", "em", "li", "ol", "p", "strong", "ul",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}}


def as_safe_html(markdown: str) -> str:
    """GFM with tables; anything but plain text structure is removed, whatever the card says."""
    html = _MARKDOWN.render(markdown)
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https"})
