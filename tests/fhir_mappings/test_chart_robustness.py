"""Whatever a server delivers: no exception, nothing lost in silence, nothing of anyone else."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.bundle import Entry
from fhir_mappings.codes import laboratory_code
from tests.fhir_mappings.resources import (
    LDH,
    MYELOMA,
    SELF,
    Resource,
    chart,
    condition,
    high,
    observation,
    patient,
    quantity,
)

Path = tuple[str | int, ...]

BOUNDED = settings(max_examples=200, deadline=None, database=None, derandomize=True)

# Put together here, so that no generator finds these words among the constants of the sources.
FOREIGN_WORD = "another"[::-1] + "value"[::-1]
FOREIGN_NUMBER = Decimal(77777).scaleb(-2)
FOREIGN_YEAR = str(1000 + 987)

SEEDS = (
    observation(
        referenceRange=[high("2.5", "mg/L", "range normal")],
        performer=[{"reference": "Organization/1", "display": "Central Laboratory"}],
        issued="2026-11-19T08:00:00Z",
    ),
    observation(id="o2", valueQuantity=quantity("20", "mg/L", "mg/L", comparator=">")),
    observation(LDH, id="o3", valueQuantity=quantity("4.0", "ukat/L")),
    observation(id="o4", effectiveDateTime=None, effectivePeriod={"end": "2026-11"}),
    condition(MYELOMA, "cm C90.00", onsetDateTime="2026"),
    patient(),
)
FOREIGN = observation(
    id="foreign",
    subject={"reference": "Patient/p2", "display": FOREIGN_WORD},
    valueQuantity={"value": FOREIGN_NUMBER, "unit": FOREIGN_WORD},
    effectiveDateTime=f"{FOREIGN_YEAR}-06-05",
    performer=[{"display": FOREIGN_WORD}],
    referenceRange=[high(str(FOREIGN_NUMBER), "mg/L")],
    note=[{"text": FOREIGN_WORD}],
)

texts = st.text(max_size=12).filter(lambda text: text.strip() != SELF)
numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.decimals(),
    st.sampled_from([Decimal("1e999999"), Decimal("-0"), 10**110, "1e999999", "sNaN"]),
)
dates = st.sampled_from(["0001-01-01", "9999-12-31", "2026-02-30", "2026-11-18T24:00Z", "20261118"])
leaves = st.one_of(st.none(), st.booleans(), numbers, texts, dates)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["coding", "system", "code", "value", "unit", "reference", "high"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


@BOUNDED
@given(st.data())
def test_no_resource_however_odd_raises_or_disappears(data):
    resource = mutated(data, data.draw(st.sampled_from(SEEDS)))

    found = chart(resource)

    entry = Entry(resource)
    if resource.get("resourceType") == "Observation" and laboratory_code(entry.codings):
        assert len(found.results) + len(found.unusable) == 1
        assert [item for item in found.unusable if item.analyte is None] == []
    assert all(len(item.reported.text) < 300 for item in found.results)


@BOUNDED
@given(st.data())
def test_odd_resources_do_not_change_how_the_others_are_read(data):
    odd = mutated(data, observation(id="odd", subject={"reference": "Patient/p2"}))
    alone = chart(*SEEDS)

    together = chart(*SEEDS[:3], odd, *SEEDS[3:])

    assert together.results == alone.results
    assert together.problems == alone.problems
    assert together.patient == alone.patient


@BOUNDED
@given(st.data())
def test_nothing_of_another_patient_is_ever_in_the_chart(data):
    foreign = mutated(data, FOREIGN)

    found = repr(chart(*SEEDS, foreign))

    assert "Observation/o1" in found
    for trace in (FOREIGN_WORD, str(FOREIGN_NUMBER), FOREIGN_YEAR):
        assert trace not in found


def test_the_foreign_traces_would_be_found_if_they_were_the_patients_own():
    own = FOREIGN | {"subject": {"reference": SELF}}

    found = repr(chart(own)) + repr(chart(own | {"valueQuantity": quantity("777.77", "mg/L")}))

    for trace in (FOREIGN_WORD, str(FOREIGN_NUMBER), FOREIGN_YEAR):
        assert trace in found


@BOUNDED
@given(st.dictionaries(st.text(max_size=8), values, max_size=5))
def test_arbitrary_objects_give_an_empty_chart(resource):
    found = chart({**resource, "id": "x"})

    assert (found.results, found.problems) == ((), ())


@BOUNDED
@given(st.data(), st.sampled_from(["Observation", "Condition", "Patient"]))
def test_resources_of_nothing_but_noise_never_raise(data, kind):
    elements = ["id", "status", "code", "subject", "valueQuantity", "effectiveDateTime", "gender"]
    noise = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(elements, values)))

    found = chart({"resourceType": kind} | noise)

    assert (found.results, found.problems) == ((), ())


def mutated(data: st.DataObject, resource: Resource) -> Resource:
    """The resource with one to three elements replaced, removed, added or wrapped in a list."""
    changed = deepcopy(resource)
    for _ in range(data.draw(st.integers(1, 3))):
        *parents, last = data.draw(st.sampled_from(list(paths(changed))))
        holder: Any = changed
        for step in parents:
            holder = holder[step]
        match data.draw(st.sampled_from(["replace", "remove", "add", "wrap"])):
            case "replace":
                holder[last] = data.draw(values)
            case "remove" if len(changed) > 1:
                del holder[last]
            case "add" if isinstance(holder, dict):
                holder[data.draw(texts)] = data.draw(values)
            case _:
                holder[last] = [holder[last]]
    return changed


def paths(value: object, above: Path = ()) -> Iterator[Path]:
    """The way to every element at any depth."""
    steps: list[Any] = list(value) if isinstance(value, dict) else []
    steps = list(range(len(value))) if isinstance(value, list) else steps
    for step in steps:
        yield (*above, step)
        yield from paths(value[step], (*above, step))  # type: ignore[index]
