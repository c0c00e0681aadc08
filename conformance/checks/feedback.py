"""What became of the cards: `POST {base}/cds-services/{id}/feedback`."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.answer import Answer
from conformance.check import Problems, service_check
from conformance.checks.calls import refused, stands
from conformance.target import NotChecked, Service

TO = "/feedback"
REASON = {"system": "https://conformance.example/reasons", "code": "known", "display": "Known"}
LONG_COMMENT = "conformance-comment " * 5_000
MANY = 50

Entry = dict[str, Any]


def entry(card: str, **members: Any) -> Entry:
    """An override of a card; a member of None is left out."""
    whole = {"card": card, "outcome": "overridden", "outcomeTimestamp": _just_now(), **members}
    return {name: value for name, value in whole.items() if value is not None}


def _just_now(precision: str = "seconds") -> str:
    """A minute ago, so that no clock takes it for the future; RFC 3339 in UTC."""
    moment = datetime.now(UTC) - timedelta(minutes=1)
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def accepted(card: str, suggestion: str) -> Entry:
    """The acceptance of a suggestion."""
    return entry(card, outcome="accepted", acceptedSuggestions=[{"id": suggestion}])


def _card(service: Service) -> str:
    """The uuid of a card that was shown, else of one that nobody knows."""
    known = (str(card["uuid"]) for card in service.sample_cards if "uuid" in card)
    return next(known, str(uuid.uuid4()))


def _post(service: Service, *entries: Entry) -> Answer:
    answer = service.post({"feedback": list(entries)}, to=TO)
    if answer.status in {404, 405, 501}:
        raise NotChecked(f"the service offers no feedback ({answer.status})")
    return answer


def _taken(answer: Answer, what: str) -> Problems:
    if not 200 <= answer.status < 300:
        yield f"{what}: {answer}"


@service_check("FB-01")
def feedback_is_taken(service: Service) -> Problems:
    yield from _taken(_post(service, accepted(_card(service), str(uuid.uuid4()))), "an acceptance")
    answer = service.target.wire.send("GET", service.path + TO)
    if answer.status not in {401, 404, 405}:
        yield f"GET {answer}"


@service_check("FB-02")
def the_body_is_an_object_with_a_list(service: Service) -> Problems:
    _post(service, entry(_card(service)))
    malformed: tuple[object, ...] = ({}, {"feedback": {}}, {"feedback": "x"}, [])
    for body in malformed:
        yield from refused(service.post(body, to=TO), f"feedback body {body!r}")
    more = {"feedback": [entry(_card(service))], "foo": 1}
    yield from _taken(service.post(more, to=TO), "an unknown member beside feedback")


@service_check("FB-03")
def the_card_is_named_and_need_not_be_known(service: Service) -> Problems:
    nameless = {name: value for name, value in entry(_card(service)).items() if name != "card"}
    answer = _post(service, nameless)
    yield from stands(answer, "an entry without card")
    if answer.status == 200 and not answer.object:
        yield "an entry without card is taken without a word"
    yield from _taken(_post(service, entry(str(uuid.uuid4()))), "an unknown card")


@service_check("FB-04")
def the_outcome_is_one_of_two(service: Service) -> Problems:
    answer = _post(service, entry(_card(service), outcome="ignored"))
    yield from refused(answer, "outcome ignored")


@service_check("FB-05")
def an_acceptance_names_the_suggestion(service: Service) -> Problems:
    answer = _post(service, entry(_card(service), outcome="accepted"))
    yield from stands(answer, "accepted without acceptedSuggestions")


@service_check("FB-06")
def reasons_of_any_shape_are_borne(service: Service) -> Problems:
    card = _card(service)
    shapes: dict[str, Entry] = {
        "a reason without display": {"overrideReason": {"reason": {**REASON, "display": None}}},
        "a comment alone": {"overrideReason": {"userComment": "Known."}},
        "the member name overrideReasons": {
            "overrideReasons": {"reason": REASON, "extension": {"com.example.a": "b"}}
        },
    }
    shapes["a reason without display"]["overrideReason"]["reason"].pop("display")
    for what, members in shapes.items():
        yield from _taken(_post(service, entry(card, **members)), what)


@service_check("FB-07")
def the_time_is_needed_with_or_without_fractions(service: Service) -> Problems:
    card = _card(service)
    fraction = entry(card, outcomeTimestamp=_just_now("milliseconds"))
    yield from _taken(_post(service, fraction), "a time with a fraction of a second")
    yield from refused(_post(service, entry(card, outcomeTimestamp=None)), "no outcomeTimestamp")


@service_check("FB-08")
def many_come_at_once_and_twice(service: Service) -> Problems:
    entries = [entry(str(uuid.uuid4())) for _ in range(MANY)]
    for what in ("fifty entries", "the same fifty entries again"):
        yield from _taken(_post(service, *entries), what)


@service_check("FB-09")
def one_bad_entry_costs_only_itself(service: Service) -> Problems:
    answer = _post(service, entry(_card(service)), entry(_card(service), outcome="ignored"))
    yield from _taken(answer, "a good entry beside a bad one")


@service_check("FB-10")
def comments_are_bounded_and_not_sent_back(service: Service) -> Problems:
    for comment in ("conformance-comment of a patient", LONG_COMMENT):
        reason = {"reason": REASON, "userComment": comment}
        answer = _post(service, entry(_card(service), overrideReason=reason))
        yield from stands(answer, f"a comment of {len(comment)} characters")
        if b"conformance-comment" in answer.body:
            yield "the comment is sent back"


@service_check("FB-11")
def feedback_carries_a_jwt_for_either_url(service: Service) -> Problems:
    signer, wire = service.target.signer, service.target.wire
    _post(service, entry(_card(service)))
    for url in (wire.base + service.path, wire.base + service.path + TO):
        headers = {"Authorization": signer.header(url)}
        answer = service.post({"feedback": [entry(_card(service))]}, headers, TO)
        yield from _taken(answer, f"aud {url}")
