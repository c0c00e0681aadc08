"""Searches for many codes are shared out, so that no address grows too long."""

from urllib.parse import parse_qs, urlsplit

import pytest

from cds_service.fhir_search import LONGEST_ADDRESS, MOST_CODES, Search
from cds_service.shortfall import Shortfall
from tests.cds_service.fhir_stub import PATIENT_ID, Exchange, bundle, fhir_stub, observation
from tests.cds_service.searches import ids, opened

LOINC = "http://loinc.org"
BASE = "https://ehr.example.org/fhir"


def search_for(codes: int, length: int = 6) -> Search:
    written = ",".join(f"{LOINC}|{number:0{length}}" for number in range(codes))
    return Search("Observation", {"patient": PATIENT_ID, "code": written}, PATIENT_ID)


def portions(codes: int, length: int = 6) -> list[Search]:
    whole = search_for(codes, length)
    shared = list(whole.portions(BASE))
    assert ",".join(portion.params["code"] for portion in shared) == whole.params["code"]
    return shared


@pytest.mark.parametrize(("codes", "searches"), [(1, 1), (20, 1), (21, 2), (41, 3)])
def test_a_search_names_at_most_twenty_codes(codes, searches):
    shared = portions(codes)

    assert len(shared) == searches
    assert all(part.params["code"].count(",") < MOST_CODES for part in shared)


def test_an_address_stays_under_two_thousand_characters():
    shared = portions(20, 200)

    assert 2 < len(shared) < 20
    assert all(part.length(BASE) <= LONGEST_ADDRESS for part in shared)


def test_a_search_without_codes_is_one_portion():
    search = Search("Condition", {"patient": PATIENT_ID}, PATIENT_ID)

    assert list(search.portions(BASE)) == [search]


def test_all_portions_are_read_and_one_that_fails_leaves_the_key_incomplete():
    def behave(ask: Exchange) -> None:
        first = "000000" in parse_qs(urlsplit(ask.path).query)["code"][0]
        ask.reply(bundle(observation("a"))) if first else ask.reply({}, 403)

    with fhir_stub(behave) as stub:
        access = opened(stub)
        answer = access.side_by_side({"key": access.errands(search_for(21))})["key"]

    assert ids(answer) == ["a"]
    assert answer.shortfall is Shortfall.FORBIDDEN
