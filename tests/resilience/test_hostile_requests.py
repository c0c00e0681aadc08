"""The real server and requests that no client of good will sends."""

import json
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from threading import Thread

import pytest

from tests.resilience.hostile import CANARY, HOSTILE
from tests.resilience.raw import (
    answer_on,
    connected,
    head,
    posted,
    said,
    status_of,
)
from tests.resilience.served import Served, served
from tests.resilience.slow_clients import slow_clients

pytestmark = pytest.mark.xdist_group("servers")

ASKS = head(method="GET", path="/livez")
DEBUG = {"GUNICORN_CMD_ARGS": "--log-level=debug"}
THREADS = 32
LARGE = b'{"hook": "%s"}' % (b"x" * 300_000)


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    with served(DEBUG, impatient=True) as running:
        yield running


@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_in_our_words_and_repeated_nowhere(name, service):
    request, wanted = HOSTILE[name]

    answer = said(service.port, request)

    assert status_of(answer) == wanted
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["resourceType"] == "OperationOutcome"
    assert CANARY.encode() not in answer.lower()
    assert CANARY not in service.log.lower()


def test_every_line_of_the_server_itself_is_json_too(service):
    said(service.port, HOSTILE["no HTTP"][0])

    lines = [json.loads(line) for line in service.log.splitlines()]

    assert ("no request", "InvalidRequestLine", 400) in [
        (line["event"], line.get("failure"), line.get("status")) for line in lines
    ]


def test_slow_clients_take_no_thread_and_are_told_to_go(service):
    with slow_clients(service.port, THREADS // 2) as told:
        beside = [status_of(said(service.port, ASKS)) for _ in range(4)]

    assert beside == [200] * 4
    assert set(told) == {408}


def test_a_client_that_vanishes_is_forgotten(service):
    with connected(service.port) as connection:
        connection.sendall(ASKS[:-1])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert status_of(said(service.port, ASKS)) == 200
    assert "Traceback" not in service.log


def test_empty_lines_before_a_request_hold_no_thread(service):
    with connected(service.port) as connection:
        connection.sendall(b"\r\n\r\n")

        assert status_of(answer_on(connection)) in {0, 400}


def test_a_large_body_that_does_not_end_is_told_so_by_its_thread(service):
    with connected(service.port) as connection:
        connection.sendall(posted(LARGE)[:-1])

        assert status_of(answer_on(connection)) == 400


@pytest.mark.parametrize("size", [1, 100, 70_000])
def test_a_request_may_come_in_pieces(size, service):
    request = posted(LARGE if size > 1000 else b"{}")
    with connected(service.port) as connection:
        for start in range(0, len(request), size):
            connection.sendall(request[start : start + size])

        answer = answer_on(connection)

    assert status_of(answer) == 400
    assert b"not valid" in answer or b"missing" in answer


def test_a_body_may_come_in_chunks_with_trailers(service):
    chunks = b"1\r\n{\r\n1\r\n}\r\n0\r\nX-Trailer: a\r\n\r\n"

    answer = said(service.port, head("Transfer-Encoding: chunked") + chunks)

    assert b"Request member hook is missing" in answer


def test_a_client_that_waits_to_be_told_to_go_on_is_told(service):
    with connected(service.port) as connection:
        connection.sendall(head("Content-Length: 2", "Expect: 100-continue"))
        told = connection.recv(100)
        connection.sendall(b"{}")

        assert told.startswith(b"HTTP/1.1 100 ")
        assert b"Request member hook is missing" in answer_on(connection)


def test_a_thousand_requests_may_be_sent_at_once(service):
    large, many = posted(b'{"a": "%s"}' % (b"x" * 80_000)), 1000
    with connected(service.port) as connection:
        sender = Thread(target=connection.sendall, args=((large + ASKS * 9) * (many // 10),))
        sender.start()
        statuses = Counter(status_of(answer_on(connection)) for _ in range(many))
        sender.join()

    assert statuses == {200: 900, 400: 100}
    assert "Traceback" not in service.log


def test_requests_sent_at_once_are_answered_one_after_the_other(service):
    with connected(service.port) as connection:
        connection.sendall(ASKS + posted(b"{}") + ASKS[:-1])
        first, second = answer_on(connection), answer_on(connection)
        connection.sendall(ASKS[-1:])

        assert [status_of(first), status_of(second)] == [200, 400]
        assert status_of(answer_on(connection)) == 200
