"""What holds for everything the service has said; looked at last (modules run by name)."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answer import Answer
from conformance.check import Problems, card_check, check, service_check
from conformance.target import NotChecked, Service, Target
from conformance.text import walk

MAY_BE_EMPTY = frozenset({"cards", "services"})
MOST_SHOWN = 5


def _heard(target: Target) -> list[Answer]:
    """Discovery and the samples at least; after a whole run all answers of all checks."""
    answers = [target.discovery, *(service.answer for service in target.services)]
    return list({id(answer): answer for answer in (*answers, *target.wire.heard)}.values())


def _odd(target: Target, *, null: bool, empty: bool) -> Iterator[str]:
    seen: set[str] = set()
    for answer in _heard(target):
        for path, value in walk(answer.json if answer.json is not None else {}):
            bad = (null and value is None) or (
                empty and value in ("", [], {}) and path and path not in MAY_BE_EMPTY
            )
            if bad and path not in seen and len(seen) < MOST_SHOWN:
                seen.add(path)
                yield f"{answer.what} {answer}: {path} is {'null' if value is None else 'empty'}"


@check("GEN-01")
def bodies_are_json(target: Target) -> Problems:
    answers = [target.discovery, *(service.answer for service in target.services)]
    for answer in answers:
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.status == 200 and kind != "application/json":
            yield f"{answer.what} {answer}: Content-Type {kind or 'missing'}"
        if answer.status == 200 and answer.fault:
            yield f"{answer.what} {answer}: {answer.fault}"


@check("GEN-02", "SEC-01")
def traffic_is_encrypted(target: Target) -> Problems:
    if target.wire.base.startswith("https://"):
        return
    if target.on_loopback:
        raise NotChecked("http on loopback; production traffic is TLS, mostly at a proxy")
    yield "the service is called over http"


@check("GEN-03")
def nothing_is_null(target: Target) -> Problems:
    return _odd(target, null=True, empty=False)


@check("GEN-04")
def nothing_is_empty(target: Target) -> Problems:
    return _odd(target, null=False, empty=True)


@check("GEN-05")
def what_has_no_value_is_left_out(target: Target) -> Problems:
    return _odd(target, null=True, empty=True)


@service_check("GEN-06")
def json_has_no_comments(service: Service) -> Problems:
    if service.answer.status == 200 and service.answer.fault:
        yield service.answer.fault


@card_check("EXT-01")
def extensions_are_objects(card: dict[str, object]) -> Problems:
    if "extension" not in card:
        raise NotChecked("no card carries an extension")
    if not isinstance(card["extension"], dict):
        yield "extension is no object"
