"""`docs/fhir.md` lists every reason for which a resource is set aside, and no other."""

import re

from fhir_mappings.model import Reason
from tests.docs_pages.pages import DOCS

PAGE = (DOCS / "fhir.md").read_text(encoding="utf-8")


def test_the_page_lists_every_reason_and_no_other():
    _, _, table = PAGE.partition("| reason | what helps |")
    listed = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)

    assert [row for row in listed if not row.startswith("-")] == [item.value for item in Reason]


def test_the_page_names_settings_that_are_documented():
    documented = (DOCS / "settings.md").read_text(encoding="utf-8")

    named = set(re.findall(r"`(site\.\w+)`", PAGE))
    assert named == {"site.local_codes", "site.time_zone"}
    assert all(f"`{name}`" in documented for name in named)
