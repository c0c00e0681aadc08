"""Topics of the indices: the groups that the known inputs leave possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cds_service.rules.facts import LABORATORY
from cds_service.rules.mdacc_cll import MDACC_CLL
from cds_service.rules.pairing import known_number
from cds_service.rules.policy import Policy
from cds_service.rules.possible import Choice, Index, Number
from fhir_mappings.model import measured
from tests.clinical_cases.quantities import Inputs, Unsupported, lab_result
from tests.rules_indices.every_index import TOPICS

# Inputs that are no laboratory result: the only unit the schema has for each.
UNITS = {
    "age": "a",
    "b2m_over_uln": "{xULN}",
    "ecog": "{score}",
    "longest_node": "cm",
    "time_since_last_therapy_start": "mo",
}
AGAINST_LIMIT = {"b2m", "ldh", "crp"}  # as a flag they are `b2m_high`, ...


def groups_of(index: Index) -> Callable[[Inputs], dict[str, Any]]:
    """The topic of one index."""

    def groups(inputs: Inputs) -> dict[str, Any]:
        known = known_in(index, inputs)
        possible = list(index.possible(known))
        missing = [schema_name(index, name) for name in index.inputs if name not in known]
        return {"possible": possible, "determined": len(possible) == 1, "missing": missing}

    return groups


INDEX_TOPICS = {topic: groups_of(index) for topic, index in TOPICS.items()}


def known_in(index: Index, inputs: Inputs) -> dict[str, Any]:
    """What a case knows of the inputs of an index."""
    named = {name: inputs.get(schema_name(index, name)) for name in index.inputs}
    return {name: _known(index, name, given) for name, given in named.items() if given is not None}


def schema_name(index: Index, name: str) -> str:
    """The name of an input of an index in the case files."""
    if name == "sex" and index is MDACC_CLL:
        return "male"
    flag = isinstance(index.inputs[name], Choice) and name in AGAINST_LIMIT
    return f"{name}_high" if flag else name


def _known(index: Index, name: str, given: Any) -> Any:
    item = index.inputs[name]
    if isinstance(item, Number):
        return _number(item, name, given)
    option = item.options[given] if isinstance(given, bool) else given
    if option not in item.options:
        raise Unsupported(f"{name} {option}")
    return frozenset({option})


def _number(item: Number, name: str, given: Mapping[str, Any]) -> Any:
    if name in LABORATORY:
        return known_number(item, lab_result(LABORATORY[name], given), Policy())
    if UNITS.get(name) != given["unit"]:
        raise Unsupported(f"unit {given['unit']} of {name}")
    return measured(Decimal(given["value"]), given.get("comparator", ""))
