"""What a demo story consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cds_service.demo.chart_writer import ChartWriter


@dataclass(frozen=True)
class Story:
    """A person, one line on what the chart shows, and how the chart is written."""

    id: str
    given: str
    family: str
    sex: str
    age: int
    shows: str
    write: Callable[[ChartWriter], None]
