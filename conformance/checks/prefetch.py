"""Prefetch as clients really send it: absent, null, empty, refused, wrapped, foreign."""

from __future__ import annotations

from typing import Any

from conformance.check import Problems, service_check
from conformance.checks.calls import same, stands
from conformance.target import NotChecked, Service
from conformance.text import renamed

EMPTY: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
REFUSED = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "forbidden"}],
}
NOTHING_FOUND = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "warning", "code": "not-found"}],
}
# An empty search as one widespread EHR delivers it.
OUTCOME_ENTRY = {**EMPTY, "entry": [{"resource": NOTHING_FOUND, "search": {"mode": "outcome"}}]}
SOMEBODY_ELSE = "conformance-somebody-else"
CALLS_TO_TIME = 20


def _templates(service: Service) -> dict[str, str]:
    if not service.templates:
        raise NotChecked("no service declares prefetch")
    return service.templates


def _all(service: Service, value: object) -> dict[str, Any]:
    return service.changed(prefetch=dict.fromkeys(_templates(service), value), fhirServer=None)


def _delivered(service: Service) -> dict[str, Any]:
    service.telling  # noqa: B018 - without a card nothing can be compared
    return dict(service.sample.get("prefetch") or {})


@service_check("PREF-02")
def reads_only_what_it_declares(service: Service) -> Problems:
    delivered = _delivered(service)
    declared = {key: value for key, value in delivered.items() if key in service.templates}
    body = service.changed(prefetch=declared)
    yield from same(service, body, "without the prefetch keys that discovery does not declare")


@service_check("PREF-03")
def answers_fast(service: Service) -> Problems:
    slow: list[float] = []
    for _ in range(CALLS_TO_TIME):
        seconds = service.post(service.sample).seconds
        slow += [seconds] * (seconds > service.target.options.fast_s)
        if len(slow) > 1:
            yield f"more than one call in twenty takes {min(slow):.2f} s or longer"
            return


@service_check("PREF-06", "PREF-07")
def a_missing_key_breaks_nothing(service: Service) -> Problems:
    sample = service.sample.get("prefetch") or dict.fromkeys(_templates(service))
    for left_out in _templates(service):
        prefetch = {key: value for key, value in sample.items() if key != left_out}
        yield from stands(service.post(service.changed(prefetch=prefetch)), f"without {left_out}")


@service_check("PREF-08")
def null_means_asked_and_nothing_there(service: Service) -> Problems:
    answer = service.post(_all(service, None))
    if answer.status != 200:
        yield f"every key null: {answer}"


@service_check("PREF-09")
def an_empty_bundle_means_the_same_as_null(service: Service) -> Problems:
    null, empty = service.post(_all(service, None)), service.post(_all(service, EMPTY))
    if (null.status, null.summaries) != (empty.status, empty.summaries):
        yield f"every key an empty Bundle: {empty}; null: {null.status}"


@service_check("PREF-10")
def an_operation_outcome_is_no_data(service: Service) -> Problems:
    for value, what in ((REFUSED, "OperationOutcome"), (OUTCOME_ENTRY, "outcome entry")):
        yield from stands(service.post(_all(service, value)), f"every key an {what}")
    if service.answer.cards:
        answer = service.post(_all(service, REFUSED))
        if answer.empty:
            yield "every key refused by an OperationOutcome: an empty card list, as if all was well"


@service_check("PREF-10")
def an_outcome_entry_counts_as_nothing_found(service: Service) -> Problems:
    null, entry = service.post(_all(service, None)), service.post(_all(service, OUTCOME_ENTRY))
    if null.status != entry.status:
        yield f"a Bundle with only an outcome entry: {entry}; null: {null.status}"


@service_check("PREF-11", "FHIRACC-12")
def a_next_link_to_elsewhere_is_not_followed(service: Service) -> Problems:
    canary = service.target.canary
    next_page = {"relation": "next", "url": f"{canary.origin}/paging-{service.id}"}
    prefetch = {
        key: {**value, "link": [next_page]} if _is_bundle(value) else value
        for key, value in (service.sample.get("prefetch") or {}).items()
    }
    if not any("link" in value for value in prefetch.values() if isinstance(value, dict)):
        prefetch = {key: {**EMPTY, "link": [next_page]} for key in _templates(service)}
    yield from stands(service.post(service.changed(prefetch=prefetch)), "a Bundle with a next link")
    if canary.sang_for(f"paging-{service.id}"):
        yield "the next link of a prefetched Bundle was followed to another server"


@service_check("PREF-13")
def foreign_keys_are_ignored(service: Service) -> Problems:
    prefetch = service.sample.get("prefetch") or {}
    body = service.changed(prefetch={**prefetch, "conformanceForeignKey": EMPTY})
    yield from same(service, body, "with a prefetch key of another service")


@service_check("PREF-15")
def empty_data_is_no_missing_data(service: Service) -> Problems:
    for value in (None, EMPTY):
        answer = service.post(_all(service, value))
        if answer.status == 412:
            yield f"asked, nothing there: {answer}"


@service_check("PREF-16")
def a_value_that_is_no_resource_breaks_nothing(service: Service) -> Problems:
    unusable: tuple[object, ...] = ("123", 7, [], {}, True)
    for value in unusable:
        yield from stands(service.post(_all(service, value)), f"every key {value!r}")


@service_check("PREF-17")
def wrapped_and_unwrapped_data_is_understood(service: Service) -> Problems:
    prefetch = {key: _turned(value) for key, value in _delivered(service).items()}
    yield from same(service, service.changed(prefetch=prefetch), "reads wrapped in a Bundle")


@service_check("PREF-18")
def data_of_somebody_else_is_not_used(service: Service) -> Problems:
    patient = str(service.sample["context"].get("patientId"))
    right = _delivered(service)
    wrong = renamed(right, f"Patient/{patient}", f"Patient/{SOMEBODY_ELSE}")
    if wrong == right:
        raise NotChecked("the sample names no subject")
    answer = service.post(service.changed(prefetch=wrong))
    shared = set(answer.summaries) & set(service.answer.summaries)
    if shared:
        yield f"the same card about another patient's data: {min(shared)!r}"


@service_check("REQ-12")
def calls_side_by_side_do_not_mix(service: Service) -> Problems:
    patient = str(service.sample["context"].get("patientId"))
    names = [f"conformance-mix-{number:02}" for number in range(CALLS_TO_TIME)]
    bodies = [renamed(service.sample, patient, name) for name in names]
    for name, answer in zip(names, service.post_together(bodies), strict=True):
        text = answer.body.decode(errors="replace")
        if (answer.status, len(answer.cards)) != (service.answer.status, len(service.answer.cards)):
            yield f"twenty calls at once, one of them: {answer}, {len(answer.cards)} cards"
        if any(other in text for other in names if other != name):
            yield "an answer speaks of the patient of another call"


def _is_bundle(value: object) -> bool:
    return isinstance(value, dict) and value.get("resourceType") == "Bundle"


def _turned(value: Any) -> Any:
    """A read in a Bundle; a Bundle of one row as that row."""
    if not isinstance(value, dict):
        return value
    rows = value.get("entry") or []
    if not _is_bundle(value):
        return {**EMPTY, "total": 1, "entry": [{"resource": value}]}
    return rows[0]["resource"] if len(rows) == 1 and "resource" in rows[0] else value
