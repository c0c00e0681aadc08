import re
from datetime import date
from decimal import Decimal

import pytest

from cds_service.sparkline import ASCII, BLOCKS, sparkline
from cds_service.web.story_series import B2mPoint


def series(*values):
    """Results a month apart, in mg/L."""
    return tuple(
        B2mPoint(date(2026, month, 5), Decimal(value), "", f"{value} mg/L", None, "", "", None)
        for month, value in enumerate(values, 1)
    )


def heights(line):
    return line.partition(": ")[2].split(" ")[0]


def test_the_line_names_the_first_and_the_last_result_with_their_days():
    line = sparkline(series("3.1", "4.2"), 100, "utf-8")

    assert line == "Serum B2M, 2 results: ▆█ 3.1 mg/L (5 Jan 2026) to 4.2 mg/L (5 Feb 2026)"


def test_heights_stand_above_zero_so_that_a_small_change_looks_small():
    assert heights(sparkline(series("4.0", "4.1", "4.0"), 100, "utf-8")) == "▇█▇"
    assert heights(sparkline(series("1", "4", "8"), 100, "utf-8")) == "▁▄█"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "no-such-encoding"])
def test_a_terminal_without_block_characters_gets_ascii(encoding):
    line = sparkline(series("1", "8"), 100, encoding)

    assert line.isascii()
    assert heights(line) == "_#"


def test_a_single_result_draws_nothing():
    assert sparkline(series("4.0"), 100, "utf-8") == ""
    assert sparkline((), 100, "utf-8") == ""


@pytest.mark.parametrize("width", [20, 60, 75, 80, 100])
def test_no_line_is_wider_than_the_terminal(width):
    line = sparkline(series(*["4.0"] * 12), width, "utf-8")

    assert max(map(len, line.splitlines())) <= width


def test_where_the_line_is_narrow_the_oldest_results_go_and_it_says_so():
    line = sparkline(series(*map(str, range(1, 13))), 78, "utf-8")

    told = re.match(r"Serum B2M, last (\d+) of 12: (\S+) (\d+) mg/L", line)
    assert told
    assert len(told[2]) == int(told[1]) < 12
    assert int(told[3]) == 12 - int(told[1]) + 1
    assert "12 mg/L (5 Dec 2026)" in line


def test_results_of_zero_do_not_fail():
    assert heights(sparkline(series("0", "0"), 100, "utf-8")) == "▁▁"


def test_both_alphabets_have_the_same_steps():
    assert len(ASCII) == len(BLOCKS) == len(set(ASCII)) == len(set(BLOCKS))
