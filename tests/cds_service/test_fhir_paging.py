"""Following `next` links: verbatim, on the same server, and not for ever."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from cds_service.shortfall import Shortfall
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import Exchange, bundle, fhir_stub, observation
from tests.cds_service.searches import SEARCH, TOKEN, client, ids, opened, searched

EXPIRED = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "details": {"coding": [{"code": "4113"}]}}],
}


def pages(*links: str):
    """A server whose page n (by the parameter `page`) points on with the nth link."""

    def behave(ask: Exchange) -> None:
        number = int(parse_qs(urlsplit(ask.path).query).get("page", ["0"])[0])
        link = links[number] if number < len(links) else ""
        ask.reply(bundle(observation(f"row{number}"), next_link=link.format(base=ask.stub.base)))

    return behave


@pytest.mark.parametrize(
    "link",
    [
        "{base}/Observation?page=1",
        "{base}?page=1",
        "/fhir/Observation?page=1",
        "Observation?page=1",
        "/Observation?page=1",
        "?page=1",
    ],
)
def test_follows_a_next_link_as_written_full_or_relative(link):
    answer, stub = searched(pages(link))

    assert ids(answer) == ["row0", "row1"]
    assert answer.state is Availability.COMPLETE
    assert [seen.headers["Authorization"] for seen in stub.seen] == [f"Bearer {TOKEN}"] * 2


def test_keeps_the_query_of_a_next_link_to_the_letter():
    answer, stub = searched(pages("{base}/Observation?page=1&x=a|b%2Cc,d=="))

    assert ids(answer) == ["row0", "row1"]
    assert stub.paths[1].startswith("/fhir/Observation?page=1&x=a")
    assert stub.paths[1].endswith("b%2Cc,d==")


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:9/fhir/Observation?page=1",
        "https://evil.example/fhir",
        "//evil.example/fhir/Observation",
        "/other/Observation?page=1",
        "{base}/../admin",
        "{base}/%2e%2e/admin",
        "{base}-other/Observation",
        "{base}@evil.example/x",
        "{base}\\@evil.example/x",
        "file:///etc/passwd",
        "http://[",
        "http://*.example/",
        "http://é.example/",
        "//[",
    ],
)
def test_a_link_off_the_server_is_not_followed_and_the_rows_count_as_incomplete(link):
    answer, stub = searched(pages(link))

    assert ids(answer) == ["row0"]
    assert answer.state is Availability.INCOMPLETE
    assert len(stub.seen) == 1


def test_stops_at_the_page_limit():
    answer, stub = searched(pages(*[f"?page={n + 1}" for n in range(50)]), max_pages=3)

    assert ids(answer) == ["row0", "row1", "row2"]
    assert answer.shortfall is Shortfall.PAGING
    assert len(stub.seen) == 3


def test_stops_at_a_page_it_has_read_before():
    answer, stub = searched(pages("?page=1", "?page=1"))

    assert ids(answer) == ["row0", "row1"]
    assert answer.shortfall is Shortfall.PAGING
    assert len(stub.seen) == 2


def test_stops_at_an_empty_page_that_promises_more():
    answers = iter([bundle(observation("a"), next_link="?page=1"), bundle(next_link="?page=2")])

    answer, stub = searched(lambda ask: ask.reply(next(answers)))

    assert ids(answer) == ["a"]
    assert answer.shortfall is Shortfall.PAGING
    assert len(stub.seen) == 2


def test_a_token_that_expires_between_pages_leaves_the_rows_incomplete():
    answers = iter([(bundle(observation("a"), next_link="?page=1"), 200), ({}, 401)])

    answer, _ = searched(lambda ask: ask.reply(*next(answers)))

    assert ids(answer) == ["a"]
    assert answer.shortfall is Shortfall.UNAUTHORIZED
    assert answer.state is Availability.INCOMPLETE


def test_pages_read_before_the_deadline_are_not_lost():
    def second_page_hangs(ask: Exchange) -> None:
        if "page" in ask.path:
            time.sleep(0.6)
        ask.reply(bundle(observation("a"), next_link="?page=1"))

    with fhir_stub(second_page_hangs) as stub:
        access = opened(stub, deadline_s=0.3)

        answer = access.side_by_side({"b2m": [lambda: access.search(SEARCH)]})["b2m"]

        assert ids(answer) == ["a"]
        assert answer.shortfall is Shortfall.TIMEOUT


@pytest.mark.parametrize("expired", [({}, 410), (EXPIRED, 400)], ids=["410", "4113"])
def test_a_search_whose_pages_expire_is_started_again_once(expired):
    page = bundle(observation("a"), next_link="?page=1"), 200
    answers = iter([page, expired, page, (bundle(observation("b")), 200)])

    answer, stub = searched(lambda ask: ask.reply(*next(answers)))

    assert ids(answer) == ["a", "b"]
    assert answer.shortfall is None
    assert len(stub.seen) == 4


def test_pages_that_expire_again_leave_the_rows_incomplete():
    page = bundle(observation("a"), next_link="?page=1"), 200
    answers = iter([page, ({}, 410), page, ({}, 410)])

    answer, stub = searched(lambda ask: ask.reply(*next(answers)))

    assert set(ids(answer)) == {"a"}
    assert answer.shortfall is Shortfall.EXPIRED
    assert len(stub.seen) == 4


@pytest.mark.parametrize(
    ("total", "links", "shortfall"),
    [
        (2, ["?page=1", "?page=1"], None),
        (3, ["?page=1", "?page=1"], Shortfall.PAGING),
        (2, ["?page=1"], None),
        (1, ["?page=1"], None),
        (3, ["?page=1"], Shortfall.MORE_EXISTS),
    ],
)
def test_the_servers_own_count_decides_whether_all_rows_have_come(total, links, shortfall):
    def behave(ask: Exchange) -> None:
        number = int(parse_qs(urlsplit(ask.path).query).get("page", ["0"])[0])
        link = links[number] if number < len(links) else ""
        ask.reply(bundle(observation(f"row{number}"), next_link=link) | {"total": total})

    answer, _ = searched(behave)

    assert ids(answer) == ["row0", "row1"]
    assert answer.shortfall is shortfall


def test_a_row_that_comes_twice_counts_once_against_the_count():
    answer, _ = searched(
        lambda ask: ask.reply(bundle(observation("a"), observation("a")) | {"total": 2})
    )

    assert answer.shortfall is Shortfall.MORE_EXISTS


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("http://inner:8080/r4", "http://inner:8080/r4/Observation?page=1"),
        ("http://inner:8080/r4", "http://inner:8080/r4?page=1"),
        ("https://ehr.example:443:443/r4", "https://ehr.example:443:443/r4/Observation?page=1"),
    ],
)
def test_an_inner_address_is_followed_on_the_server_it_stands_for(written, link):
    with fhir_stub(pages(link)) as stub:
        limits = {"rewrite_links": {written: stub.base}}
        answer = opened(stub, client(stub, **limits)).search(SEARCH)

    assert ids(answer) == ["row0", "row1"]
    assert answer.shortfall is None


@pytest.mark.parametrize("link", ["http://inner:8080/r4x/Observation", "http://inner:8080/"])
def test_an_address_that_only_looks_like_the_inner_one_is_not_followed(link):
    with fhir_stub(pages(link)) as stub:
        limits = {"rewrite_links": {"http://inner:8080/r4": stub.base}}
        answer = opened(stub, client(stub, **limits)).search(SEARCH)

    assert answer.state is Availability.INCOMPLETE
    assert len(stub.seen) == 1
