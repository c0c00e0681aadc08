import pytest

from tests.tables import rows


def test_a_table_gives_its_rows_without_the_header():
    table = """
        B2M mg/L | albumin g/L | stage
        3.49     | 35          | I

        > 20     | -           |
    """

    assert rows(table) == [("3.49", "35", "I"), ("> 20", "-", "")]


def test_a_row_with_a_missing_column_is_an_error_and_not_a_shorter_row():
    with pytest.raises(ValueError, match=r"^3 columns wanted: 3\.49 "):
        rows("a | b | c\n 3.49 | 35")
