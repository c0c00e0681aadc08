"""The engine behind every index: cells between cut-offs, and what stays possible."""

from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.rules.iss import ISS, iss_stage
from cds_service.rules.possible import Choice, Index, Number
from cds_service.rules.r_iss import HIGH_RISK_MARKERS, R_ISS, r_iss_stage
from fhir_mappings.model import Measured, measured
from tests.rules.build import known, number
from tests.tables import rows

HEIGHT = Number((Decimal(10), Decimal(20)))

CELLS = """
    known   | samples of the cells that agree
    9.9     | 9
    10      | 10
    10.1    | 15
    20      | 20
    20.1    | 21
    < 10    | 9
    <= 10   | 9 10
    > 20    | 21
    >= 20   | 20 21
    > 10    | 15 20 21
    > 12    | 15 20 21
    < 12    | 9 10 15
"""


@pytest.mark.parametrize(("text", "samples"), rows(CELLS))
def test_a_number_agrees_with_the_cells_it_may_lie_in(text, samples):
    found = {HEIGHT.sample(cell) for cell in HEIGHT.cells(number(text))}

    assert found == set(map(Decimal, samples.split()))


def test_an_unknown_number_agrees_with_every_cell():
    found = [HEIGHT.sample(cell) for cell in HEIGHT.cells(None)]

    assert sorted(found) == [9, 10, 15, 20, 21]


def test_a_choice_agrees_with_the_options_that_are_left():
    colour = Choice(("red", "green"))

    assert [colour.sample(cell) for cell in colour.cells(None)] == ["red", "green"]
    assert [colour.sample(cell) for cell in colour.cells(frozenset({"green"}))] == ["green"]
    assert colour.cells(frozenset()) == []


def test_groups_come_in_the_order_of_the_publication_and_may_have_a_gap():
    gap = Index(
        classify=lambda marker: "low" if marker == "absent" else "very high",
        inputs={"marker": Choice(("present", "absent"))},
        groups=("low", "high", "very high"),
    )

    assert gap.possible({}) == ("low", "very high")


NEAR = """
    B2M  | albumin | near
    3.28 | 40      | no
    3.29 | 40      | yes
    3.5  | 40      | yes
    3.71 | 40      | yes
    3.72 | 40      | no
    3.4  | 30      | no
    3.4  | -       | no
    3.6  | -       | yes
    5.16 | 40      | no
    5.17 | 40      | yes
    5.5  | 30      | yes
    5.83 | -       | yes
    5.84 | -       | no
"""


@pytest.mark.parametrize(("b2m", "albumin", "near"), rows(NEAR))
def test_a_value_is_near_a_cutoff_only_where_that_cutoff_decides(b2m, albumin, near):
    inputs = known(b2m=b2m, albumin=albumin)

    found = ISS.near_cutoff("b2m", Decimal(b2m), inputs, Decimal("0.06"))

    assert found is (near == "yes")


def test_a_choice_has_no_surroundings():
    assert R_ISS.zones("ldh", Decimal(1), Decimal("0.06")) == []


def test_the_surroundings_of_a_value_include_both_limits():
    (zone,) = ISS.zones("b2m", Decimal("3.6"), Decimal("0.06"))

    assert zone == Measured(Decimal("3.29"), Decimal("3.71"), low_included=True, high_included=True)


def test_what_cannot_agree_with_anything_leaves_no_group():
    assert R_ISS.possible({"ldh": frozenset()}) == ()


B2M = [Decimal(n) / 4 for n in range(2, 40)]
ALBUMIN = [Decimal(n) / 2 for n in range(60, 80)]
B2M_FEW = [Decimal(n) for n in ("2", "3.5", "4", "5.5", "6", "8")]
ALBUMIN_FEW = [Decimal(n) for n in (30, 35, 36, 40)]


@st.composite
def bounds(draw: st.DrawFn, values: list[Decimal]) -> tuple[Measured | None, list[Decimal]]:
    """What may be known of a number, and which numbers complete it: those of the grid and those
    halfway between, so that every cell a bound leaves open holds one."""
    finer = sorted({*values, *((low + high) / 2 for low, high in pairwise(values))})
    value = draw(st.sampled_from(values[1:-1]))
    kind = draw(st.sampled_from(("", "<", "<=", ">", ">=", "unknown")))
    if kind == "unknown":
        return None, finer
    holds = {
        "": value.__eq__,
        "<": value.__gt__,
        "<=": value.__ge__,
        ">": value.__lt__,
        ">=": value.__le__,
    }[kind]
    return measured(value, kind), [item for item in finer if holds(item)]


options = st.sampled_from((None, frozenset({"a"}), frozenset({"b"}), frozenset({"a", "b"})))


@settings(max_examples=200, deadline=None)
@given(bounds(B2M), bounds(ALBUMIN))
def test_iss_groups_equal_those_of_every_completion(b2m, albumin):
    given_inputs = {"b2m": b2m[0], "albumin": albumin[0]}
    inputs = {name: item for name, item in given_inputs.items() if item is not None}

    completions = {iss_stage(*values) for values in product(b2m[1], albumin[1])}

    assert set(ISS.possible(inputs)) == completions


@settings(max_examples=60, deadline=None)
@given(bounds(B2M_FEW), bounds(ALBUMIN_FEW), st.lists(options, min_size=4, max_size=4))
def test_r_iss_groups_equal_those_of_every_completion(b2m, albumin, choices):
    names = ("ldh", *HIGH_RISK_MARKERS)
    words = {name: {"a": "absent", "b": "present"} for name in HIGH_RISK_MARKERS}
    words["ldh"] = {"a": "normal", "b": "high"}
    left = {
        name: [words[name][item] for item in sorted(chosen or {"a", "b"})]
        for name, chosen in zip(names, choices, strict=True)
    }
    inputs = {name: frozenset(left[name]) for name in names if len(left[name]) == 1}
    inputs |= {"b2m": b2m[0]} if b2m[0] else {}
    inputs |= {"albumin": albumin[0]} if albumin[0] else {}

    completions = {r_iss_stage(*values) for values in product(b2m[1], albumin[1], *left.values())}

    assert set(R_ISS.possible(inputs)) == completions


@settings(max_examples=100, deadline=None)
@given(bounds(B2M), bounds(ALBUMIN))
def test_an_input_is_open_exactly_when_its_exact_value_can_change_the_group(b2m, albumin):
    given_inputs = {"b2m": b2m[0], "albumin": albumin[0]}
    inputs = {name: item for name, item in given_inputs.items() if item is not None}

    by_b2m = any(len({iss_stage(x, y) for x in b2m[1]}) > 1 for y in albumin[1])
    by_albumin = any(len({iss_stage(x, y) for y in albumin[1]}) > 1 for x in b2m[1])

    expected = {"b2m": by_b2m, "albumin": by_albumin}
    assert ISS.open_inputs(inputs) == tuple(name for name, is_open in expected.items() if is_open)


BOUNDS = """
    B2M    | ISS with albumin 40 g/L
    < 3.5  | I
    <= 3.5 | I II
    >= 3.5 | II III
    < 5.5  | I II
    <= 5.5 | I II III
    >= 5.5 | III
"""


@pytest.mark.parametrize(("b2m", "stages"), rows(BOUNDS))
def test_a_bound_that_includes_a_cutoff_keeps_the_group_of_the_cutoff(b2m, stages):
    assert ISS.possible(known(b2m=b2m, albumin="40")) == tuple(stages.split())


def test_a_value_stands_for_its_cell_and_is_not_kept_itself():
    b2m = ISS.inputs["b2m"]

    between, also, at_cutoff = (b2m.samples(number(text)) for text in ("3.9", "5.2", "5.5"))

    assert between == also
    assert at_cutoff == (number("5.5").exact,)
