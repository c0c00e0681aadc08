"""All mutants of a module: where each stands, how it reads, and its code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import Any

from tests.mutation.operators import changes

ROOT = Path(__file__).parents[2]
RULES = ROOT / "cds_service" / "rules"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Never part of what a rule does: types, docstrings, imports; an assert only narrows a type.
SKIPPED = {"annotation", "returns", "decorator_list"}
_GENERIC = {"tuple", "list", "dict", "set", "frozenset"}


@dataclass(frozen=True)
class Spot:
    """A place in the tree, and what can stand there."""

    parent: ast.AST
    field: str
    at: int | None
    node: ast.AST
    lines: range  # of the innermost statement; of the node itself if that is compound
    inside: bool  # of a function body, which can be exchanged while the program runs


@dataclass(frozen=True)
class Mutant:
    """One change of one module. Lines are numbered from 1; `text` is the first line, stripped."""

    source: Source
    spot: Spot
    new: ast.AST
    change: str

    @property
    def line(self) -> int:
        """Where the change begins."""
        return int(getattr(self.spot.node, "lineno", self.spot.lines.start))

    @property
    def lines(self) -> range:
        """The lines to be run for the change to matter."""
        return self.spot.lines or range(self.line, self.line + 1)

    @property
    def text(self) -> str:
        """The line as it is written, without its indent."""
        return self.source.written[self.line - 1].strip()

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same while other lines come and go."""
        return self.source.name, self.text, self.change

    def code(self) -> CodeType:
        """The module with this one change, compiled."""
        ast.copy_location(self.new, self.spot.node)
        _put(self.spot, self.new)
        try:
            tree = ast.fix_missing_locations(self.source.tree)
            return compile(tree, str(self.source.path), "exec")
        finally:
            _put(self.spot, self.spot.node)


@dataclass(frozen=True)
class Source:
    """A rule module, by its short name: `iss`."""

    name: str

    @property
    def path(self) -> Path:
        """Its file."""
        return RULES / f"{self.name}.py"

    @property
    def module(self) -> str:
        """Its full name."""
        full = f"cds_service.rules.{self.name}"
        return full.removesuffix(".__init__")

    @cached_property
    def written(self) -> list[str]:
        """Its lines."""
        return self.path.read_text(encoding="utf-8").splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree, which every mutant changes in turn and puts back."""
        return ast.parse("\n".join(self.written))

    def mutants(self) -> list[Mutant]:
        """All of them, in the order of the file."""
        found = [
            Mutant(self, spot, new, change)
            for spot in _spots(self.tree, range(0), inside=False)
            for new, change in changes(spot.node)
        ]
        return sorted(found, key=lambda mutant: mutant.line)


def names() -> list[str]:
    """The short names of all rule modules."""
    return sorted(path.stem for path in RULES.glob("*.py"))


def _put(spot: Spot, node: ast.AST) -> None:
    if spot.at is None:
        setattr(spot.parent, spot.field, node)
    else:
        getattr(spot.parent, spot.field)[spot.at] = node


def _spots(parent: ast.AST, lines: range, *, inside: bool) -> Iterator[Spot]:
    for field, at, node in _children(parent):
        own = _lines(node, lines)
        within = inside or (isinstance(parent, FUNCTIONS) and field == "body")
        yield Spot(parent, field, at, node, own, within)
        yield from _spots(node, own, inside=within)


def _children(parent: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(parent):
        if field in SKIPPED or _is_type(parent, field):
            continue
        for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(node, ast.AST) and not _is_skipped(node, parent):
                yield field, at, node


def _is_type(parent: ast.AST, field: str) -> bool:
    """Is this what stands in the brackets of a type, as in `tuple[str, ...]`?"""
    if not isinstance(parent, ast.Subscript) or field != "slice":
        return False
    name = getattr(parent.value, "id", "")
    return name in _GENERIC or (name[:1].isupper() and not name.isupper())


def _is_skipped(node: ast.AST, parent: ast.AST) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    imported = isinstance(node, ast.Import | ast.ImportFrom | ast.Assert)
    part = isinstance(parent, ast.JoinedStr) and isinstance(node, ast.Constant)
    strict = isinstance(node, ast.keyword) and node.arg == "strict"  # of zip: an assertion
    format_spec = isinstance(parent, ast.FormattedValue) and isinstance(node, ast.JoinedStr)
    return docstring or imported or part or strict or format_spec


def _lines(node: ast.AST, lines: range) -> range:
    simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
    part_of_compound = isinstance(node, ast.expr) and not lines
    if simple or part_of_compound:
        located: Any = node
        return range(located.lineno, located.end_lineno + 1)
    return range(0) if isinstance(node, ast.stmt) else lines
