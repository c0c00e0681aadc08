"""Suggestions, their actions, and the actions that need no asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.check import Problems, card_check, card_name, check
from conformance.target import NotChecked, Target
from conformance.text import not_objects, not_text, not_text_if_given, objects

Card = dict[str, Any]
Action = dict[str, Any]

# FHIR R4: what a resource of this type cannot do without.
REQUIRED_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "Appointment": ("status", "participant"),
    "CommunicationRequest": ("status",),
    "Condition": ("subject",),
    "DeviceRequest": ("intent", "subject"),
    "MedicationRequest": ("status", "intent", "subject"),
    "Observation": ("status", "code"),
    "ServiceRequest": ("status", "intent", "subject"),
    "Task": ("status", "intent"),
}


def _suggestions(card: Card) -> list[dict[str, Any]]:
    if "suggestions" not in card:
        raise NotChecked("no card has suggestions")
    return objects(card["suggestions"])


def _actions(target: Target) -> Iterator[tuple[str, Action]]:
    """Every action of a suggestion and every system action; raises NotChecked when none."""
    found = [
        (card_name(card), action)
        for card in target.cards
        for suggestion in objects(card.get("suggestions"))
        for action in objects(suggestion.get("actions"))
    ] + list(_system_actions(target))
    if not found:
        raise NotChecked("no card suggests an action")
    yield from found


def _system_actions(target: Target) -> Iterator[tuple[str, Action]]:
    for service in target.services:
        for action in objects(service.answer.object.get("systemActions")):
            yield f"a system action of {service.id}", action


def _of_type(target: Target, type_: str) -> list[tuple[str, Action]]:
    found = [(where, action) for where, action in _actions(target) if action.get("type") == type_]
    if not found:
        raise NotChecked(f"no action of type {type_} was seen")
    return found


@card_check("SUGG-01")
def suggestions_have_a_label(card: Card) -> Problems:
    for suggestion in _suggestions(card):
        yield from (f"suggestion: {problem}" for problem in not_text(suggestion, "label"))


@card_check("SUGG-02")
def suggestion_uuids_are_text(card: Card) -> Problems:
    for suggestion in _suggestions(card):
        yield from (f"suggestion: {problem}" for problem in not_text_if_given(suggestion, "uuid"))
        if "uuid" not in suggestion and "uuid" in card:
            yield "suggestion: without a uuid nobody reports that it was accepted"


@card_check("SUGG-03")
def is_recommended_is_a_boolean(card: Card) -> Problems:
    for suggestion in _suggestions(card):
        if not isinstance(suggestion.get("isRecommended", False), bool):
            yield "suggestion: isRecommended is no boolean"


@card_check("SUGG-04")
def actions_are_a_list(card: Card) -> Problems:
    for suggestion in _suggestions(card):
        yield from (f"suggestion: {problem}" for problem in not_objects(suggestion, "actions"))


@card_check("SUGG-07")
def action_selection_behavior_is_left_out(card: Card) -> Problems:
    for suggestion in _suggestions(card):
        if "actionSelectionBehavior" in suggestion:
            yield "suggestion: actionSelectionBehavior, which clients of 2.0 do not know"


@check("ACT-01")
def actions_have_a_known_type(target: Target) -> Problems:
    for where, action in _actions(target):
        if action.get("type") not in ("create", "update", "delete"):
            yield f"{where}: action of type {action.get('type')!r}"


@check("ACT-02")
def actions_have_a_description(target: Target) -> Problems:
    for where, action in _actions(target):
        yield from (f"{where}: action: {problem}" for problem in not_text(action, "description"))


@check("ACT-03")
def what_is_created_is_whole(target: Target) -> Problems:
    for where, action in _of_type(target, "create"):
        yield from (f"{where}: create: {problem}" for problem in _not_whole(action))


@check("ACT-04")
def what_is_updated_is_whole_and_known(target: Target) -> Problems:
    for where, action in _of_type(target, "update"):
        yield from (f"{where}: update: {problem}" for problem in _not_whole(action))
        if not objects([action.get("resource")]) or "id" not in action["resource"]:
            yield f"{where}: update: the resource has no id"


@check("ACT-05")
def what_is_deleted_is_named(target: Target) -> Problems:
    for where, action in _of_type(target, "delete"):
        if "/" not in str(action.get("resourceId", "")):
            yield f"{where}: delete: no resourceId such as ServiceRequest/1"


@check("ACT-06")
def what_is_created_has_no_id_of_a_server(target: Target) -> Problems:
    for where, action in _of_type(target, "create"):
        resource = action.get("resource")
        id_ = resource.get("id", "urn:") if isinstance(resource, dict) else "urn:"
        if not str(id_).startswith("urn:"):
            yield f"{where}: create: the resource has id {id_}"


@check("GEN-07")
def resources_are_fhir_json(target: Target) -> Problems:
    for where, action in _actions(target):
        resource = action.get("resource")
        if resource is not None and not (isinstance(resource, dict) and "resourceType" in resource):
            yield f"{where}: a resource without resourceType"


@check("SYS-02")
def system_actions_are_whole_actions(target: Target) -> Problems:
    actions = list(_system_actions(target))
    if not actions:
        raise NotChecked("no answer carries system actions")
    for where, action in actions:
        yield from (f"{where}: {problem}" for problem in not_text(action, "type", "description"))


def _not_whole(action: Action) -> Iterator[str]:
    resource = action.get("resource")
    if not isinstance(resource, dict):
        yield "resource is missing or no object"
        return
    yield from not_text(resource, "resourceType")
    for member in REQUIRED_MEMBERS.get(str(resource.get("resourceType")), ()):
        if member not in resource:
            yield f"{resource['resourceType']}.{member} is missing"
