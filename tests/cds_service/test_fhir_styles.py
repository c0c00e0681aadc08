"""Servers that must be asked in another way: what is tried, in which order, and remembered."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from cds_service.fhir_answer import Answer
from cds_service.fhir_search import Search
from cds_service.fhir_style import Codes, Style
from cds_service.shortfall import Shortfall
from tests.cds_service.fhir_stub import (
    PATIENT_ID,
    Exchange,
    bundle,
    fhir_stub,
    observation,
    outcome,
)
from tests.cds_service.searches import client, ids, opened

LOINC = "http://loinc.org"
PARAMS = {"patient": PATIENT_ID, "code": f"{LOINC}|1952-1,{LOINC}|83078-6", "_count": "100"}
SEARCH = Search("Observation", PARAMS, PATIENT_ID)
REQUIRED = Search("Observation", PARAMS, PATIENT_ID, required=True)
ROW = observation("a", code={"coding": [{"system": LOINC, "code": "1952-1"}]})
LOCAL_ROW = observation("b", code={"coding": [{"system": "urn:local", "code": "1952-1"}]})
OTHER_TEST = observation("c", code={"coding": [{"system": LOINC, "code": "2160-0"}]})

Query = dict[str, str]
Tries = tuple[Answer, list[Query], list[Query]]


def asked(ask: Exchange) -> Query:
    return {name: values[0] for name, values in parse_qs(urlsplit(ask.path).query).items()}


def run(accepts: Callable[[Query], bool], search: Search, *, status: int = 400) -> Tries:
    """Search twice on a server that refuses (or, with 200, finds nothing for) some queries."""
    seen: list[Query] = []

    def behave(ask: Exchange) -> None:
        seen.append(asked(ask))
        if accepts(asked(ask)):
            ask.reply(bundle(ROW, LOCAL_ROW, OTHER_TEST))
        else:
            ask.reply(bundle() if status == 200 else outcome("error", "invalid"), status)

    with fhir_stub(behave) as stub:
        known = client(stub)
        first = opened(stub, known).search(search)
        tries = len(seen)
        assert opened(stub, known).search(search) == first
    return first, seen[:tries], seen[tries:]


@pytest.mark.parametrize("status", [400, 414, 422])
@pytest.mark.parametrize(
    ("accepts", "tries", "rows"),
    [
        (lambda query: "_count" not in query, 2, ["a", "b", "c"]),
        (lambda query: query.get("category") == "laboratory", 3, ["a"]),
        (lambda query: query.get("code") == "1952-1,83078-6", 4, ["a"]),
    ],
    ids=["without _count", "by category", "with bare codes"],
)
def test_a_refused_search_is_tried_in_other_styles_and_the_server_remembered(
    accepts, tries, rows, status
):
    answer, first, second = run(accepts, SEARCH, status=status)

    assert ids(answer) == rows
    assert answer.shortfall is None
    assert len(first) == tries
    assert second == first[-1:]


def test_a_server_that_refuses_every_style_is_asked_four_times_and_no_more():
    answer, first, _ = run(lambda query: False, SEARCH)

    assert answer == Answer(shortfall=Shortfall.NOT_UNDERSTOOD)
    assert len(first) == 4


@pytest.mark.parametrize(
    ("accepts", "tries", "rows"),
    [
        (lambda query: "|" not in query["code"], 2, ["a"]),
        (lambda query: query["patient"] == f"Patient/{PATIENT_ID}", 3, ["a", "b", "c"]),
    ],
    ids=["bare codes", "typed patient"],
)
def test_a_required_search_that_finds_nothing_is_tried_otherwise_and_remembered(
    accepts, tries, rows
):
    answer, first, second = run(accepts, REQUIRED, status=200)

    assert ids(answer) == rows
    assert len(first) == tries
    assert second == first[-1:]


def test_a_helpful_search_that_finds_nothing_is_asked_once():
    answer, first, _ = run(lambda query: False, SEARCH, status=200)

    assert answer == Answer()
    assert len(first) == 1


def test_a_server_that_has_found_rows_is_believed_when_it_finds_none():
    answers = iter([bundle(ROW), bundle()])

    with fhir_stub(lambda ask: ask.reply(next(answers))) as stub:
        access = opened(stub)
        access.search(REQUIRED)

        assert access.search(REQUIRED) == Answer()

    assert len(stub.seen) == 2


def test_a_required_search_that_failed_is_not_repeated_in_other_styles():
    with fhir_stub(lambda ask: ask.reply({}, 403)) as stub:
        answer = opened(stub).search(REQUIRED)

    assert answer == Answer(shortfall=Shortfall.FORBIDDEN)
    assert len(stub.seen) == 1


def test_laboratory_results_by_category_are_read_once_for_all_keys():
    other = Search("Observation", PARAMS | {"code": f"{LOINC}|2160-0"}, PATIENT_ID)

    with fhir_stub(lambda ask: ask.reply(bundle(ROW, LOCAL_ROW, OTHER_TEST))) as stub:
        access = opened(stub)
        access.host.prefers(Style(Codes.LABORATORY), found_rows=True)
        errands = {"b2m": access.errands(SEARCH), "creatinine": access.errands(other)}
        answers = access.side_by_side(errands)

    assert (ids(answers["b2m"]), ids(answers["creatinine"])) == (["a"], ["c"])
    assert len(stub.seen) == 1
