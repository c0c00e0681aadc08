"""JSON in and out: strict, and exact to the digit."""

import json
from decimal import Decimal

import pytest

from cds_service.json_body import InvalidJson, json_text, parse_json


@pytest.mark.parametrize("number", ["6.10", "0.0", "-2.50", "1E+2", "1E-7", "123456789.123456789"])
def test_a_decimal_leaves_as_it_came(number):
    assert json_text({"value": parse_json(number.encode())}) == f'{{"value":{number}}}'


def test_writes_everything_else_as_the_standard_library_does():
    value = {"a": [1, True, None, 'x "y" \\ é\u2028'], "b": {"c": []}}

    assert json.loads(json_text(value)) == value
    assert json_text(value).isascii()


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), {1, 2}])
def test_refuses_to_write_what_is_no_json(value):
    with pytest.raises((TypeError, ValueError)):
        json_text({"value": value})


def test_a_text_that_looks_like_a_number_stays_a_text():
    assert json_text(["6.10", Decimal("6.10")]) == '["6.10",6.10]'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1,}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b"\xff\xfe{}",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"1e999999999",
        b"1e99999999999999999999999",
        b"9" * 5000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_what_is_not_json_as_we_accept_it_raises_one_error_without_the_text(body):
    with pytest.raises(InvalidJson) as caught:
        parse_json(body)

    assert str(caught.value) == ""
    assert caught.value.__cause__ is None


def test_tolerates_a_byte_order_mark():
    assert parse_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_a_member_given_twice_counts_once_the_last():
    assert parse_json(b'{"a": 1, "a": 2}') == {"a": 2}
