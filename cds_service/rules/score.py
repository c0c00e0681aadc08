"""Score indices: points per item, and the group that their sum reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ParamSpec

Points = Mapping[str, int] | Mapping[str, Decimal]  # by item, in the order of the publication
Inputs = ParamSpec("Inputs")


def total(points: Points) -> int | Decimal:
    """The sum of all items."""
    return sum(points.values())


def group_at(score: int | Decimal, lowest: Points) -> str:
    """The last group whose lowest total the score reaches; groups ascend, none lies below all."""
    *_, group = (name for name, least in lowest.items() if score >= least)
    return group


def grouped(points: Callable[Inputs, Points], lowest: Points) -> Callable[Inputs, str]:
    """The group of a patient: where the sum of the points lies among the lowest totals."""

    def group(*args: Inputs.args, **kwargs: Inputs.kwargs) -> str:
        return group_at(total(points(*args, **kwargs)), lowest)

    return group
