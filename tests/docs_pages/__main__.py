"""`python -m tests.docs_pages`: write the generated pages of `docs/`."""

from tests.docs_pages.pages import DOCS, PAGES

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
