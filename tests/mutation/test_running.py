"""A change takes hold in functions already imported, and the likeliest test comes first."""

from decimal import Decimal
from types import FunctionType
from typing import cast

import pytest

from cds_service.rules.iss import iss_stage
from tests.mutation.equivalents import equivalents
from tests.mutation.mutants import Mutant, Source
from tests.mutation.reach import QUICK, WHILE_IMPORTING, Reach
from tests.mutation.running import exchange

OWN = "tests/rules/test_iss.py::test_a"
OTHER = "tests/rules/test_facts.py::test_c"


def mutant_of(change: str) -> Mutant:
    return next(item for item in Source("iss").mutants() if item.change == change)


BOUNDARY = mutant_of("b2m >= B2M_STAGE_III_FROM → b2m > B2M_STAGE_III_FROM")
CUTOFF = mutant_of("'3.5' → '3.6'")


def reach(**lines):
    return Reach("", {"iss": lines}, {OWN: 3.0, OTHER: 1.0})


@pytest.fixture
def original():
    code = iss_stage.__code__
    yield
    iss_stage.__code__ = code


def test_a_changed_boundary_decides_as_soon_as_it_is_exchanged(original):
    before = iss_stage(Decimal("5.5"), Decimal(40))

    exchange(BOUNDARY, [cast("FunctionType", iss_stage)])

    assert before == "III"
    assert iss_stage(Decimal("5.5"), Decimal(40)) == "II"
    assert iss_stage(Decimal("5.6"), Decimal(40)) == "III"


def test_the_tests_of_a_line_run_own_ones_first_whatever_they_take():
    line = str(BOUNDARY.line)

    assert reach(**{line: [OTHER, OWN]}).tests(BOUNDARY) == [OWN, OTHER]
    assert reach(**{"1": [OTHER]}).tests(BOUNDARY) == [OWN]  # which may find a line cached


def test_a_constant_concerns_every_test_of_its_module():
    assert reach(**{"30": [OTHER], "31": [OWN]}).tests(CUTOFF) == [OWN, OTHER]


def test_of_a_listed_equivalent_only_the_likeliest_tests_are_run():
    listed = Source("aki").mutants()
    equivalent = next(mutant for mutant in listed if mutant.key in equivalents())
    slow = Reach("", {"aki": {str(equivalent.line): [OWN, OTHER]}}, {OWN: 1.0, OTHER: QUICK})

    assert slow.tests(equivalent) == [OWN]


def test_a_constant_concerns_a_test_that_only_reads_it():
    catalogue = "tests/rules/test_companion_tests.py::test_a"
    found = Reach("", {"companions": {"1": [OTHER]}}, {catalogue: 3.0, OTHER: 1.0})
    code = next(item for item in Source("companion_tests").mutants() if not item.spot.inside)

    assert found.tests(code) == [catalogue, OTHER]


def test_a_budget_leaves_out_what_comes_last():
    found = reach(**{str(BOUNDARY.line): [OTHER, OWN]})
    found.budget = 3.5

    assert found.tests(BOUNDARY) == [OWN]


def test_a_line_that_ran_while_importing_is_not_exchanged():
    line = str(BOUNDARY.line)

    assert reach(**{line: [WHILE_IMPORTING]}).while_importing(BOUNDARY)
    assert not reach(**{line: [OWN]}).while_importing(BOUNDARY)
