"""JSON in and out without floats: numbers stay `Decimal`, so 6.10 leaves as 6.10.

Reading is strict where the standard library is not: no NaN or Infinity, UTF-8 only, no numbers
outside the range of any laboratory. A member given twice counts once, the last value, as in every
common JSON parser.
"""

from __future__ import annotations

import json
import re
import secrets
from decimal import Decimal
from typing import Any, NoReturn

# A short text such as 1e999999999 must not become a gigabyte of digits when it is written out.
LARGEST_EXPONENT = 400

# The standard encoder writes a Decimal only as something else. It leaves as a string that starts
# with this mark, which nobody outside the process knows, and loses mark and quotes afterwards.
_MARK = secrets.token_hex(16)
_MARKED = re.compile(f'"{_MARK}([^"]*)"')


class InvalidJson(ValueError):
    """The text is not JSON as we accept it. Deliberately without the text."""


def parse_json(body: bytes) -> Any:
    """The value of a JSON text, numbers with a fraction as `Decimal`; raises InvalidJson."""
    try:
        return _READER.decode(body.decode("utf-8-sig"))
    except (ValueError, ArithmeticError, RecursionError):
        raise InvalidJson from None


def json_text(value: object) -> str:
    """Compact ASCII JSON; a `Decimal` is written as a number, digit by digit."""
    text = json.dumps(value, default=_marked, allow_nan=False, separators=(",", ":"))
    return _MARKED.sub(r"\1", text)


def _marked(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{_MARK}{value}"
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise InvalidJson
    return number


def _no_constant(_: str) -> NoReturn:
    raise InvalidJson


# Made once: `json.loads` makes one for each text, which costs as much as a small resource does.
_READER = json.JSONDecoder(parse_float=_decimal, parse_constant=_no_constant)
