"""What is read without FHIR's models is what the models accept, with the same content.

The models of fhir.resources are the judge. Whatever is not plain goes to them, so nothing is lost
by a shape that this reader does not know; what it must never do is to accept what they refuse.
"""

import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings.condition_status import judged_status, plain_status
from fhir_mappings.laboratory_value import judged_value, plain_value
from fhir_mappings.set_aside import SetAside, check_status
from tests.fhir_mappings.resources import (
    B2M,
    MYELOMA,
    Resource,
    chart,
    condition,
    high,
    observation,
    patient,
    quantity,
)
from tests.fuzz.corpus import corpus
from tests.fuzz.mutation import mutated

SYSTEM = "http://unitsofmeasure.org"
TEXTS = st.one_of(
    st.sampled_from(
        ["mg/L", "µg/L", "10*3/uL", "mg / L", " mg/L", "mg/L ", "a\tb", "\xa0", "a  b"]
    ),
    st.sampled_from(
        ["", "<", ">=", "ad", SYSTEM, "active", "confirmed", "\u2009", "\x00", "\ud800"]
    ),
    st.text(max_size=4),
)
NUMBERS = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True),
    st.integers(),
    st.sampled_from([Decimal("-0"), Decimal("1E+2"), Decimal("0E-9"), 10**30]),
)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, [], {}, [None], "5", 1.5, [{}], {"coding": []}]
)
MOSTLY = st.integers(0, 9)


@st.composite
def texts(draw: st.DrawFn) -> Any:
    return draw(ODD if draw(MOSTLY) == 0 else TEXTS)


@st.composite
def quantities(draw: st.DrawFn) -> Any:
    members = draw(st.sets(st.sampled_from(["unit", "system", "code", "comparator"])))
    number = draw(ODD if draw(MOSTLY) == 0 else NUMBERS)
    return {"value": number} | {name: draw(texts()) for name in members}


@st.composite
def ranges(draw: st.DrawFn) -> Any:
    if draw(MOSTLY) == 0:
        return draw(ODD)
    kinds = st.sampled_from([{}, {"low": {"value": 1}}, {"type": {"coding": [{"code": "normal"}]}}])
    limits = st.one_of(quantities().map(lambda high: {"high": high}), st.just({}))
    return draw(st.lists(st.tuples(limits, kinds).map(lambda both: both[0] | both[1]), max_size=2))


@st.composite
def concepts(draw: st.DrawFn) -> Any:
    if draw(MOSTLY) == 0:
        return draw(ODD)
    coding = st.fixed_dictionaries({}, optional={"system": texts(), "code": texts()})
    return {"coding": draw(st.lists(coding, max_size=2))}


def agree_on_value(resource: Resource) -> bool:
    """Is it not plain, or do the models read the same?"""
    plain = plain_value(resource)
    return plain is None or plain == judged_value(resource, B2M)


def agree_on_status(resource: Resource) -> bool:
    plain = plain_status(resource)
    return plain is None or plain == judged_status(resource)


@given(quantities(), ranges())
def test_the_models_accept_every_plain_value_and_read_the_same(value, limits):
    assert agree_on_value(observation(valueQuantity=value) | {"referenceRange": limits})


@given(concepts(), concepts())
def test_the_models_accept_every_plain_status_and_read_the_same(clinical, verification):
    statuses = {"clinicalStatus": clinical, "verificationStatus": verification}
    assert agree_on_status(condition() | statuses)


the_corpus = cache(corpus)


def broken(kind: str, seed: int) -> Iterator[Resource]:
    random = Random(seed)
    resources = [item for item in the_corpus() if item["resourceType"] == kind]
    for _ in range(1000):
        yield mutated(random.choice(resources), random) | {"resourceType": kind}


@pytest.mark.parametrize("seed", range(3))
def test_they_agree_on_broken_observations(seed):
    plain = 0
    for resource in broken("Observation", seed):
        try:
            check_status(resource)
        except SetAside:
            continue
        assert agree_on_value(resource), resource
        plain += plain_value(resource) is not None

    assert plain > 300


@pytest.mark.parametrize("seed", range(3))
def test_they_agree_on_broken_conditions(seed):
    resources = list(broken("Condition", seed))

    assert [resource for resource in resources if not agree_on_status(resource)] == []
    assert sum(plain_status(resource) is not None for resource in resources) > 300


def models_asked(read: Callable[[], object]) -> int:
    """How often FHIR's models are asked while something is read."""
    asked = 0

    def count(frame: Any, event: str, _: object) -> None:
        nonlocal asked
        asked += event == "call" and frame.f_code.co_name == "model_validate"

    sys.setprofile(count)
    try:
        read()
    finally:
        sys.setprofile(None)
    return asked


def test_what_is_plain_asks_no_model_however_long_the_history():
    value = quantity("3.5", "mg/L", "mg/L")
    history = [
        observation(id=f"o{number}", valueQuantity=value, referenceRange=[high("2.2", "mg/L")])
        for number in range(300)
    ]

    assert models_asked(lambda: chart(patient(), condition(MYELOMA), *history)) == 0


@pytest.mark.parametrize(
    "odd",
    [
        observation(valueQuantity={"value": Decimal("3.5"), "unit": " mg/L"}),
        observation(referenceRange=[high("2.2", "mg/L", "range normal")]),
        condition(MYELOMA, clinicalStatus={"coding": [{"code": " active"}]}),
        patient(gender=" female"),
    ],
    ids=["unit", "range", "condition", "patient"],
)
def test_what_is_not_plain_is_judged_by_a_model_and_not_lost(odd):
    found = chart(odd)

    assert models_asked(lambda: chart(odd)) > 0
    assert found.unusable == ()
    assert found.results or found.problems or found.patient.sex
