"""Twenty thousand broken resources: no exception, nobody else's value, no guessed unit, no loss.

Seeded, so that a failure comes back with its number: `examples(seed)` gives the same resources.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

import pytest

from fhir_mappings.bundle import Entry, entries_of
from fhir_mappings.chart import chart_from
from fhir_mappings.model import Chart
from tests.fuzz.account import holds_values, is_accounted_for, is_own, is_relevant, is_sound
from tests.fuzz.corpus import SELF, corpus
from tests.fuzz.mutation import mutated

AT = datetime(2026, 11, 20, 20, tzinfo=UTC)
SEEDS = range(20)
EACH = 1000
BUNDLES = 150
FOREIGN = {"reference": "Patient/p2"}

the_corpus = cache(corpus)


def examples(seed: int) -> Iterator[dict[str, Any]]:
    random = Random(seed)
    for _ in range(EACH):
        yield mutated(random.choice(the_corpus()), random)


def charted(*resources: dict[str, Any]) -> Chart:
    return chart_from(map(Entry, resources), "p1", at=AT)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_broken_resource_is_used_soundly_or_listed_or_none_of_our_business(seed):
    for resource in examples(seed):
        chart = charted(resource)

        assert is_accounted_for(chart) or not is_relevant(resource), resource
        if "contained" not in resource:
            assert is_own(resource) or not holds_values(chart), resource
        for result in chart.results:
            assert is_sound(result, resource), (result, resource)


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_nothing_of_a_broken_resource_of_somebody_else_is_read(seed):
    for resource in examples(seed + 1000):
        foreign = resource | {"subject": FOREIGN, "contained": None}

        assert not holds_values(charted(foreign)), foreign


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_a_broken_bundle_delivers_what_is_sound_in_it(seed):
    random = Random(seed)
    sound = {
        "resourceType": "Observation",
        "id": "sound",
        "subject": SELF,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1952-1"}]},
        "effectiveDateTime": "2026-11-18",
        "valueQuantity": {"value": 4, "unit": "mg/L"},
    }
    for _ in range(BUNDLES):
        entries = [{"resource": random.choice(the_corpus())} for _ in range(6)]
        bundle = mutated({"resourceType": "Bundle", "entry": entries}, random)
        delivered = [*entries_of(bundle), Entry(sound)]

        chart = chart_from(delivered, "p1", at=AT)

        assert "Observation/sound" in {result.reference for result in chart.results}


def test_the_broken_resources_are_neither_all_sound_nor_all_lost():
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for resource in examples(0):
        chart = charted(resource)
        outcomes["used" if holds_values(chart) else "listed" if chart.unusable else "none"] += 1
        reasons.update(item.reason.name for item in chart.unusable)

    assert outcomes["used"] > EACH / 5
    assert outcomes["listed"] > EACH / 10
    assert len(reasons) >= 12


def test_the_judge_notices_a_value_that_was_not_in_the_resource():
    resource = next(
        item for item in the_corpus() if item.get("valueQuantity", {}).get("unit") == "mg/L"
    )
    (result,) = charted(resource).results

    assert is_sound(result, resource)
    assert not is_sound(result, resource | {"valueQuantity": {"value": 77, "unit": "mg/L"}})
    assert not is_sound(result, resource | {"valueQuantity": None})
    assert is_relevant(resource)
    assert not is_own(resource | {"subject": FOREIGN})
