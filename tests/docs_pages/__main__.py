"""`python -m tests.docs_pages`: write the generated pages."""

from tests.docs_pages.pages import PAGES
from tests.docs_pages.rule_entries import ROOT

if __name__ == "__main__":
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8")
