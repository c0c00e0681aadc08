"""The mutants of a piece of code, and the list of those that change nothing."""

import ast

import pytest

from tests.mutation.equivalents import equivalents
from tests.mutation.mutants import Source
from tests.mutation.operators import changes
from tests.tables import rows

CHANGES = """
    code                 | changes
    a < b                | a < b → a <= b
    a >= b               | a >= b → a > b
    a == b               | a == b → a != b
    a in b               | a in b → a not in b
    a + b                | a + b → a - b
    not a                | not a → a
    a and b              | a and b → a or b; without a; without b
    7                    | 7 → 8
    True                 | True → False
    None                 |
    '3.5'                | '3.5' → '3.6'
    '35'                 | '35' → '36'
    'mg/L'               | 'mg/L' → 'XXmg/LXX'
    ''                   | '' → 'XX'
    a if b else c        | if b → if True; if b → if False
    (a, b)               | without a; without b
    f(a, key=b)          | without a; without key=b
    zip(a, strict=True)  | without a
    {a: b, **c}          | without a; without c
    min                  | min → max
    a.first_day          | a.first_day → a.last_day
"""


@pytest.mark.parametrize(("code", "expected"), rows(CHANGES))
def test_a_node_is_changed_in_every_small_way(code, expected):
    node = ast.parse(code, mode="eval").body

    assert "; ".join(change for _, change in changes(node)) == expected


def test_every_mutant_compiles_to_another_program_and_leaves_the_tree_as_it_was():
    source = Source("iss")
    before = ast.dump(source.tree)
    programs = [mutant.code() for mutant in source.mutants()]

    assert len(programs) > 30
    assert compile(source.tree, "", "exec") not in programs
    assert ast.dump(source.tree) == before


def test_a_cutoff_outside_functions_is_changed_too():
    found = [mutant for mutant in Source("iss").mutants() if mutant.change == "'3.5' → '3.6'"]

    assert [mutant.text for mutant in found] == ['B2M_STAGE_I_BELOW = Decimal("3.5")  # mg/L']
    assert not found[0].spot.inside


def test_types_docstrings_and_imports_are_left_alone():
    changed = {mutant.text for mutant in Source("possible").mutants()}

    assert not any(text.startswith(('"""', "from ", "import ", "Known = ")) for text in changed)


def test_every_listed_equivalent_is_still_a_mutant_of_its_line():
    modules = {module for module, *_ in equivalents()}
    mutants = {mutant.key for module in modules for mutant in Source(module).mutants()}

    assert [key for key in equivalents() if key not in mutants] == []


def test_every_listed_equivalent_has_a_reason():
    assert all(len(why.split()) > 3 for why in equivalents().values())
