"""The shape to keep: small files, short functions, every return type written down."""

import pytest

from tests.architecture.source import PACKAGES, functions, length, module_name, modules

CODE = [path for package in PACKAGES for path in modules(package)]
FUNCTIONS = [
    (f"{module_name(path)}.{function.name}", function)
    for path in CODE
    for function in functions(path)
]


@pytest.mark.parametrize("path", [*CODE, *modules("tests")], ids=module_name)
def test_no_file_is_longer_than_250_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_no_function_is_longer_than_40_lines():
    assert [name for name, function in FUNCTIONS if length(function) > 40] == []


def test_nine_functions_in_ten_are_under_25_lines():
    long = [name for name, function in FUNCTIONS if length(function) >= 25]

    assert len(long) <= len(FUNCTIONS) / 10, long


def test_every_function_says_what_it_returns():
    assert [name for name, function in FUNCTIONS if function.returns is None] == []


def test_there_are_functions_to_look_at():
    assert len(FUNCTIONS) > 50
