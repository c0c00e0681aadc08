"""Which pages of `docs/` are generated, and from what."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.docs_pages.cards_page import cards_page
from tests.docs_pages.rules_page import rules_page

DOCS = Path(__file__).parents[2] / "docs"
PAGES: Mapping[str, Callable[[], str]] = {"cards.md": cards_page, "rules.md": rules_page}
