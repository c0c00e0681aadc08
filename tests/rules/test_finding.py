"""What a rule gives back: defaults that say nothing, stories in the order of the page."""

from dataclasses import fields, replace

from cds_service.rules.companion_tests import LDH, PLASMA_CELL_FISH
from cds_service.rules.finding import Citation, Finding, Story

PAGE = (
    "unusable changing-kidney myeloma cll waldenstrom follicular dlbcl aitl kidney urine dialysis "
    "trend order-dialysis order-urine order-serum"
)


def test_the_cards_stand_in_this_order():
    assert [story.value for story in Story] == PAGE.split()


def test_only_the_diseases_with_an_index_are_staged():
    assert [story.value for story in Story if story.stages] == (
        ["myeloma", "cll", "waldenstrom", "follicular", "dlbcl", "aitl"]
    )


def test_what_a_rule_does_not_say_is_empty_and_for_information():
    bare = Finding("rule", Story.KIDNEY, "headline", ())

    said = {item.name: getattr(bare, item.name) for item in fields(bare)}
    said_by_rule = ("rule", "story", "headline", "citations")
    rest = {name: value for name, value in said.items() if name not in said_by_rule}
    assert rest.pop("indicator") == "info"
    assert {name for name, value in rest.items() if value not in {"", (), False}} == set()


def test_a_reading_is_settled_when_one_group_is_left():
    bare = Finding("rule", Story.MYELOMA, "headline", ())

    assert [replace(bare, possible=groups).settled for groups in ((), ("I",), ("I", "II"))] == [
        False,
        True,
        False,
    ]


def test_an_order_names_the_parts_that_are_wanted_of_a_panel():
    probes = replace(PLASMA_CELL_FISH, text="FISH", parts=("del(17p)", "t(4;14)"))

    assert probes.order == "FISH: del(17p), t(4;14)"
    assert LDH.order == "LDH, serum"


def test_a_test_is_neither_recommended_nor_of_the_kidney_nor_a_specialists_by_itself():
    assert (LDH.recommended, LDH.about_kidney, LDH.specialist) == (False, False, False)


def test_a_paper_without_a_sure_address_has_none():
    assert Citation("label", "title").url == ""
