"""The generated pages are as fresh as the code they describe."""

from dataclasses import fields

import pytest

from cds_service.demo.patients import STORIES
from cds_service.rules.policy import Policy
from tests.docs_pages.groups import GROUPS, unit_of
from tests.docs_pages.pages import PAGES
from tests.docs_pages.rule_entries import INDICES, ROOT, modules


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name):
    stands = (ROOT / name).read_text(encoding="utf-8")

    assert stands == PAGES[name](), "run: python -m tests.docs_pages"


def test_every_module_of_the_rules_has_its_place_on_the_page_exactly_once():
    placed = [name for names in GROUPS.values() for name in names]

    assert sorted(placed) == sorted(modules())


def test_every_index_is_a_module_of_its_own():
    assert INDICES.keys() <= modules()


@pytest.mark.parametrize("name", [item.name for item in fields(Policy)])
def test_every_policy_has_a_unit_and_a_row(name):
    row = next(line for line in PAGES["docs/rules.md"]().splitlines() if f"| `{name}` |" in line)

    assert unit_of(name)
    assert not row.endswith("|  |")


def test_every_story_has_its_cards():
    page = PAGES["docs/cards.md"]()

    assert [story.id for story in STORIES if f"\n## {story.id}\n" not in page] == []
