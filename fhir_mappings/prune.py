"""Cut a resource down to the elements the mapping reads, before it is validated.

Real servers send unknown elements, empty strings and blanks, each of which makes a strict model
refuse the whole resource. What is not read cannot spoil what is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Template = Mapping[str, Any]  # element name -> Template of a complex element, or None for a leaf

CODING: Template = {"system": None, "code": None}
CONCEPT: Template = {"coding": CODING}
QUANTITY: Template = dict.fromkeys(("value", "comparator", "unit", "system", "code"))
SIMPLE_QUANTITY: Template = dict.fromkeys(("value", "unit", "system", "code"))


def pruned(resource: Mapping[str, Any], template: Template) -> dict[str, Any]:
    """Only the elements of the template, without empty ones, strings without outer blanks."""
    kept = {name: _element(resource.get(name), inner) for name, inner in template.items()}
    return {name: value for name, value in kept.items() if value not in (None, "", [], {})}


def _element(value: Any, template: Template | None) -> Any:
    if isinstance(value, list):
        # FHIR has no lists of lists: left for the model to refuse, however deep they are.
        items = [item if isinstance(item, list) else _element(item, template) for item in value]
        return [item for item in items if item not in (None, "", [], {})]
    if isinstance(value, dict) and template is not None:
        return pruned(value, template)
    return value.strip() if isinstance(value, str) else value
