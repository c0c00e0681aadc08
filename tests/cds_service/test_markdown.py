"""Text from FHIR must come out as text, whatever it holds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.markdown import clean, inert, paragraph, table

markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py (extra demo) is missing")

RENDERER = markdown_it.MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "a | b | c",
    "`code` **bold** _em_ ~~gone~~",
    "&lt;b&gt;",
    "<https://evil.example>",
    "a\\",
]


def shown(markdown: str) -> str:
    html = RENDERER.render(markdown)
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags <= {"p"}, html
    text = re.sub(r"</?p>|\n$", "", html).strip()
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text):
    assert shown(f"Lab {inert(text)}") == f"Lab {text}"


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_reads_as_it_was_written(text):
    assert shown(f"Lab {inert(text)}") == f"Lab {clean(text)}".strip()


@pytest.mark.parametrize("address", ["http://evil.example", "www.evil.example", "a@evil.example"])
def test_bare_addresses_are_broken_up_so_that_no_reader_links_them(address):
    assert not re.search(r"https?://|www\.|[^\\]@", inert(address))


def test_right_to_left_marks_and_control_characters_are_dropped():
    assert clean("Lab\u202e gro\u200b.evil\x00\n x") == "Lab gro .evil x"


def test_a_text_is_cut_to_its_length_with_an_ellipsis():
    assert clean("a" * 10, 5) == "aaaa\u2026"


def test_a_text_of_just_the_length_stays_whole():
    assert clean("a" * 5, 5) == "aaaaa"


def test_a_paragraph_says_each_sentence_once():
    assert paragraph(["One.", "", "Two.", "One."]) == "One. Two."


def test_a_table_has_one_line_for_each_row_and_one_below_the_header():
    assert table(("A", "B"), [("1", "2")]) == "| A | B |\n| --- | --- |\n| 1 | 2 |"
