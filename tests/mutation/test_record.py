"""The record of modules run to the end: written, read back, and due again after a change."""

import pytest

from tests.mutation.left import keep, left
from tests.mutation.mutants import names
from tests.mutation.record import Row, digest, due, record, recorded


def row(module: str = "iss", source: str = "", left: int = 0) -> Row:
    return Row(module, "2026-11-25", source or digest(module), 34, 34 - left, 0, left)


def test_what_was_recorded_is_read_back_and_a_later_run_takes_its_place(tmp_path):
    path = tmp_path / "record.md"
    record([row("ball"), row("iss", left=1)], path)
    record([row("iss")], path)

    assert recorded(path) == {"ball": row("ball"), "iss": row("iss")}


@pytest.mark.parametrize(
    ("run", "is_due"),
    [(row(), False), (row(left=1), True), (row(source="00000000"), True), (row("ball"), True)],
)
def test_a_module_is_due_without_a_run_after_a_change_and_while_mutants_are_left(
    tmp_path, run, is_due
):
    path = tmp_path / "record.md"

    record([run], path)

    assert ("iss" in due(path)) is is_due


def test_the_rows_on_file_are_of_modules_and_add_up():
    for name, found in recorded().items():
        assert name in names()
        assert found.mutants == found.killed + found.equivalent + found.left


def test_only_what_a_run_of_the_same_source_left_is_run_again(tmp_path):
    path = tmp_path / "left.json"
    key = ("iss", "line", "1 → 2")
    keep({"iss": "a", "ball": "b"}, [key, key], path)
    keep({"ball": "c"}, [], path)

    assert left({"iss": "a"}, path) == {key: 2}
    assert left({"iss": "a", "ball": "c"}, path) == {key: 2}
    for digests in ({"iss": "other"}, {"mass": "a"}):
        with pytest.raises(SystemExit):
            left(digests, path)
