"""A measured quantity: the median of several runs, and how far they lie apart."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """The same quantity, measured once per run."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def written(self, digits: int = 2) -> str:
        """`1.52 (1.47 to 1.60)`; the spread only where there was more than one run."""
        middle = f"{self.middle:,.{digits}f}"
        if len(self.values) == 1:
            return middle
        return f"{middle} ({min(self.values):,.{digits}f} to {max(self.values):,.{digits}f})"


def figure(values: Iterable[float]) -> Figure:
    return Figure(tuple(values))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]
