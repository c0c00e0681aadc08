"""The small changes that a test has to notice, node by node."""

import ast
import re
from collections.abc import Callable, Iterator
from copy import copy
from decimal import Decimal
from typing import Any

Change = tuple[ast.AST, str]  # what stands there instead, and how a person reads the change

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_PAIRS = (("min", "max"), ("any", "all"), ("earliest", "latest"), ("first_day", "last_day"))
NAMES = dict(_PAIRS) | {after: before for before, after in _PAIRS}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def changes(node: ast.AST) -> Iterator[Change]:
    """All changes of one node; its children have changes of their own."""
    for kind, make in OPERATORS.items():
        if isinstance(node, kind):
            yield from make(node)


def _replaced(node: ast.AST, **fields: Any) -> Change:
    new = copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new, f"{ast.unparse(node)} → {ast.unparse(new)}"


def _without(node: ast.AST, field: str, at: int) -> Change:
    kept = list(getattr(node, field))
    gone = kept.pop(at)
    new = copy(node)
    setattr(new, field, kept)
    return new, f"without {ast.unparse(gone)}"


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield _replaced(node, value=not value)
    elif isinstance(value, int):
        yield _replaced(node, value=value + 1)
    elif isinstance(value, str) and _NUMBER.fullmatch(value):
        yield _replaced(node, value=_bumped(value))
    elif isinstance(value, str):
        yield _replaced(node, value=f"XX{value}XX" if value else "XX")


def _bumped(number: str) -> str:
    """One more in the last place, so that a cut-off moves by the least that can be written."""
    value = Decimal(number)
    return str(value + Decimal((0, (1,), int(value.as_tuple().exponent))))


def _worded(node: ast.JoinedStr) -> Iterator[Change]:
    for at, part in enumerate(node.values):
        if isinstance(part, ast.Constant):
            values = list(node.values)
            values[at] = ast.Constant(f"XX{part.value!s}XX")
            yield _replaced(node, values=values)


def _comparison(node: ast.Compare) -> Iterator[Change]:
    for at, operator in enumerate(node.ops):
        yield _replaced(
            node, ops=[*node.ops[:at], COMPARISONS[type(operator)](), *node.ops[at + 1 :]]
        )


def _logic(node: ast.BoolOp) -> Iterator[Change]:
    yield _replaced(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for at, gone in enumerate(node.values):
        kept = [*node.values[:at], *node.values[at + 1 :]]
        new = kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
        yield new, f"without {ast.unparse(gone)}"


def _arithmetic(node: ast.BinOp) -> Iterator[Change]:
    yield _replaced(node, op=ARITHMETIC[type(node.op)]())


def _unary(node: ast.UnaryOp) -> Iterator[Change]:
    yield node.operand, f"{ast.unparse(node)} → {ast.unparse(node.operand)}"


def _condition(node: ast.If | ast.IfExp) -> Iterator[Change]:
    for value in (True, False):
        new = copy(node)
        new.test = ast.copy_location(ast.Constant(value), node.test)
        yield new, f"if {ast.unparse(node.test)} → if {value}"


def _filter(node: ast.comprehension) -> Iterator[Change]:
    for at in range(len(node.ifs)):
        yield _without(node, "ifs", at)


def _return(node: ast.Return) -> Iterator[Change]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield _replaced(node, value=ast.Constant(None))


def _call(node: ast.Call) -> Iterator[Change]:
    if node.args and not isinstance(node.args[-1], ast.Constant):
        yield _without(node, "args", len(node.args) - 1)
    for at, keyword in enumerate(node.keywords):
        if keyword.arg != "strict":  # of zip: an assertion
            yield _without(node, "keywords", at)


def _elements(node: ast.Tuple | ast.List | ast.Set) -> Iterator[Change]:
    if isinstance(node.ctx if not isinstance(node, ast.Set) else ast.Load(), ast.Load):
        for at in range(len(node.elts)):
            yield _without(node, "elts", at)


def _items(node: ast.Dict) -> Iterator[Change]:
    for at, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
        new = copy(node)
        new.keys = [*node.keys[:at], *node.keys[at + 1 :]]
        new.values = [*node.values[:at], *node.values[at + 1 :]]
        yield new, f"without {ast.unparse(key or value)}"


def _name(node: ast.Name) -> Iterator[Change]:
    if node.id in NAMES:
        yield _replaced(node, id=NAMES[node.id])


def _attribute(node: ast.Attribute) -> Iterator[Change]:
    if node.attr in NAMES:
        yield _replaced(node, attr=NAMES[node.attr])


OPERATORS: dict[type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Iterator[Change]]] = {
    ast.Constant: _constant,
    ast.JoinedStr: _worded,
    ast.Compare: _comparison,
    ast.BoolOp: _logic,
    ast.BinOp: _arithmetic,
    ast.UnaryOp: _unary,
    (ast.If, ast.IfExp): _condition,
    ast.comprehension: _filter,
    ast.Return: _return,
    ast.Call: _call,
    (ast.Tuple, ast.List, ast.Set): _elements,
    ast.Dict: _items,
    ast.Name: _name,
    ast.Attribute: _attribute,
}
