"""What a part of the bench hands over: its figures by target, and its own tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.figure import Figure


@dataclass(frozen=True)
class Part:
    """`text` are Markdown paragraphs and tables."""

    title: str
    text: tuple[str, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
