"""Which files are generated, and from what."""

from collections.abc import Callable, Mapping

from tests.docs_pages.cards_page import cards_page
from tests.docs_pages.reference_file import reference_file
from tests.docs_pages.rule_entries import ROOT
from tests.docs_pages.rules_page import rules_page

DOCS = ROOT / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/cards.md": cards_page,
    "docs/rules.md": rules_page,
    "cds_service/web/reference.json": reference_file,
}
