"""Which inputs are worth asking for: the engine's answer equals the definition, at one pass."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.rules.possible import Choice, Index, Number
from fhir_mappings.model import measured
from tests.rules_indices.every_index import INDICES, ladder

INPUTS: dict[str, Number | Choice] = {
    "x": Number((Decimal(1),)),
    "y": Number((Decimal(1), Decimal(2))),
    "z": Choice(("a", "b", "c")),
}
CELLS = list(product(*(ladder(name, item) for name, item in INPUTS.items())))
NUMBERS = st.builds(
    measured,
    st.sampled_from([Decimal(n) / 2 for n in range(6)]),
    st.sampled_from(["", "<", "<=", ">", ">="]),
)
KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "x": NUMBERS,
        "y": NUMBERS,
        "z": st.sets(st.sampled_from(["a", "b", "c"])).map(frozenset),
    },
)
TABLES = st.lists(st.sampled_from(["low", "high"]), min_size=len(CELLS), max_size=len(CELLS))


def open_by_definition(index, known):
    """Inputs that leave more than one group for some way the others may turn out."""
    return tuple(
        name
        for name in index.inputs
        if any(len(index.possible({**known, **rest})) > 1 for rest in turns(index, name, known))
    )


def turns(index, name, known):
    cells = {
        other: item.cells(known.get(other)) for other, item in index.inputs.items() if other != name
    }
    return [dict(zip(cells, row, strict=True)) for row in product(*cells.values())]


@given(groups=TABLES, known=KNOWN)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_open_inputs_of_any_table_are_those_of_the_definition(groups, known):
    table = dict(zip(CELLS, groups, strict=True))
    index = Index(lambda x, y, z: table[x, y, z], INPUTS, ("low", "high"))

    assert index.open_inputs(known) == open_by_definition(index, known)


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_with_nothing_known_the_open_inputs_are_those_of_the_definition(index):
    assert index.open_inputs({}) == open_by_definition(index, {})


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_each_row_of_the_table_is_classified_once(index):
    asked = []

    def classify(**row):
        asked.append(tuple(row.values()))
        return index.classify(**row)

    replace(index, classify=classify).open_inputs({})

    assert len(asked) == len(set(asked)) > 1


def test_knowledge_that_no_value_meets_leaves_no_group_and_nothing_to_ask():
    known = {"sex": frozenset[str]()}

    assert INDICES["ball"].possible(known) == ()
    assert INDICES["ball"].open_inputs(known) == ()
