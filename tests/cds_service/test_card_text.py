import pytest

from cds_service.card_text import blocks, plain

TABLE = """\
| Index | Result | Still needed |
|---|---|---|
| ISS | **III** | - |
| R-ISS | not assignable: II or III | LDH, FISH |"""


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("**Kidney:** eGFR 24", "Kidney: eGFR 24"),
        (r"5\*6 \| \<b\> \_x\_ \\", r"5*6 | <b> _x_ \ ".rstrip()),
        ("t(4;14) and B2M < 3.5", "t(4;14) and B2M < 3.5"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        (r"\*\*not bold\*\*", "**not bold**"),
        ("see [Greipp 2005](https://doi.org/x)", "see Greipp 2005 (https://doi.org/x)"),
    ],
)
def test_inline_markdown_reads_as_it_would_be_shown(markdown, read):
    assert plain(markdown) == read


@pytest.mark.parametrize("control", ["\x1b[31m", "\x07", "\x9b1m", "\r"])
def test_a_card_cannot_send_commands_to_the_terminal(control):
    assert control[0] not in plain(f"Central {control}Lab")


def test_a_character_reference_cannot_smuggle_a_command_in():
    assert "\x1b" not in plain("Central &#27;[31m Lab")


def test_paragraphs_are_wrapped_to_the_width():
    (paragraph,) = blocks("word " * 40, 30)

    assert max(map(len, paragraph.splitlines())) <= 30
    assert paragraph.split() == ["word"] * 40


def test_a_table_becomes_aligned_columns():
    (table,) = blocks(TABLE, 80)

    assert table.splitlines() == [
        "Index  Result                     Still needed",
        "-----  -------------------------  ------------",
        "ISS    III                        -",
        "R-ISS  not assignable: II or III  LDH, FISH",
    ]


def test_a_table_too_wide_for_the_terminal_is_wrapped_inside_its_columns():
    (table,) = blocks(TABLE, 34)

    assert max(map(len, table.splitlines())) <= 34
    assert "FISH" in table
    assert "assignable:" in table


def test_an_escaped_pipe_does_not_start_a_new_cell():
    (table,) = blocks("| a | b |\n|---|---|\n| x \\| y | z |", 80)

    assert table.splitlines()[-1] == "x | y  z"


def test_list_items_keep_their_lines():
    (text,) = blocks("Causes:\n- kidney\n- infection", 80)

    assert text.splitlines() == ["Causes:", "- kidney", "- infection"]
