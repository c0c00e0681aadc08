"""What holds for every published table: total, monotone, cut where it says, exact on gaps."""

from decimal import Decimal
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.rules.possible import Choice, Index, Number
from fhir_mappings.model import Measured, measured
from tests.rules_indices.every_index import INDICES, ladder, others

every_index = pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
NEAR = Decimal("0.001")


@every_index
def test_complete_inputs_give_a_declared_group_and_every_group_can_be_reached(index):
    name = next(iter(index.inputs))
    reached = {
        index.classify(**rest, **{name: value})
        for rest in others(index, name)
        for value in ladder(name, index.inputs[name])
    }

    assert reached == set(index.groups)


@every_index
def test_no_input_that_gets_worse_improves_the_group(index):
    for name, item in index.inputs.items():
        for rest in others(index, name):
            found = [index.classify(**rest, **{name: value}) for value in ladder(name, item)]
            ranks = [index.groups.index(group) for group in found]

            assert ranks == sorted(ranks), (name, rest)


@every_index
def test_the_declared_cutoffs_are_all_the_cutoffs_and_ascend(index):
    for name, item in index.inputs.items():
        if isinstance(item, Choice):
            continue
        assert list(item.cutoffs) == sorted(set(item.cutoffs))
        for rest, (value, sample) in product(others(index, name), sampled(item)):
            group = index.classify(**rest, **{name: value})

            assert group == index.classify(**rest, **{name: sample}), (name, value, rest)


@every_index
def test_every_declared_cutoff_and_option_matters_except_albumin_in_mass(index):
    idle = {
        name
        for name, item in index.inputs.items()
        if any(not differ(index, name, pair) for pair in neighbours(item))
    }

    assert idle == ({"albumin"} if index is INDICES["mass"] else set())


@every_index
@given(data=st.data())
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_possible_groups_are_those_of_all_completions(index, data):
    known = {
        name: data.draw(knowledge(item), label=name)
        for name, item in index.inputs.items()
        if data.draw(st.booleans(), label=f"{name} known")
    }
    completions = [complete(item, known.get(name)) for name, item in index.inputs.items()]
    brute = {
        index.classify(**dict(zip(index.inputs, row, strict=True))) for row in product(*completions)
    }

    assert index.possible(known) == tuple(group for group in index.groups if group in brute)


def sampled(item: Number) -> list[tuple[Decimal, Decimal]]:
    """Many values of an input, each with the value that stands for its cell."""
    step = 2 * item.cutoffs[-1] / 60
    grid = [step * n for n in range(61)]
    grid += [cut + shift for cut in item.cutoffs for shift in (-NEAR, NEAR)]
    return [(value, item.sample(cell)) for value in grid for cell in item.cells(measured(value))]


def neighbours(item: Number | Choice) -> list[tuple[Any, Any]]:
    """Values on both sides of every cut-off, or options next to each other."""
    if isinstance(item, Choice):
        return list(pairwise(item.options))
    return [(cut - NEAR, cut + NEAR) for cut in item.cutoffs]


def differ(index: Index, name: str, pair: tuple[Any, Any]) -> bool:
    """Do two values of an input ever give different groups?"""
    one, two = pair
    return any(
        index.classify(**rest, **{name: one}) != index.classify(**rest, **{name: two})
        for rest in others(index, name)
    )


def edges(item: Number) -> list[Decimal]:
    """Where a reported bound may lie: at a cut-off or close to it."""
    return [cut + shift for cut in item.cutoffs for shift in (-NEAR, Decimal(0), NEAR)]


def knowledge(item: Number | Choice) -> st.SearchStrategy[Any]:
    """A set of options; an exact number, a bound, or both bounds."""
    if isinstance(item, Choice):
        return st.sets(st.sampled_from(item.options), min_size=1).map(frozenset)
    edge = st.sampled_from(edges(item))
    bound = st.builds(measured, edge, st.sampled_from(["", "<", "<=", ">", ">="]))
    pair = st.lists(edge, min_size=2, max_size=2, unique=True).map(sorted)
    return st.one_of(
        bound, st.builds(lambda ends, *closed: Measured(*ends, *closed), pair, *[st.booleans()] * 2)
    )


def complete(item: Number | Choice, known: Any) -> list[Any]:
    """The values, fine enough to tell all bounds and cut-offs apart, that agree with a known."""
    if isinstance(item, Choice):
        return [option for option in item.options if known is None or option in known]
    ends = edges(item)
    between = [(low + high) / 2 for low, high in pairwise(ends)]
    values = [ends[0] - 1, *ends, *between, ends[-1] + 1]
    return [value for value in values if known is None or measured(value).meets(known)]
