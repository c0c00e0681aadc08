"""When the store is down, full or back again: nothing acknowledged is lost, nothing is hidden."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from cds_service.store import Store
from tests.cds_service.databases import disconnect_all
from tests.cds_service.feedback_entries import CARDS, accepted, kept, overridden, send


def test_a_store_that_is_down_is_a_503_that_says_to_send_it_again(serve, caplog):
    client = serve("sqlite:////nowhere/store.sqlite")

    response = send(client, overridden())

    assert response.status_code == 503
    assert response.json is not None
    assert response.json["resourceType"] == "OperationOutcome"
    assert response.json["issue"][0]["code"] == "no-store"
    assert "send it again" in response.json["issue"][0]["diagnostics"]
    (line,) = [record for record in caplog.records if record.message == "call failed"]
    assert line.exc_info is not None
    assert line.exc_info[0] is OperationalError


def test_a_refused_body_needs_no_store(serve):
    assert send(serve("sqlite:////nowhere/store.sqlite"), {}).status_code == 400


def test_nothing_to_keep_needs_no_store(serve):
    response = send(serve("sqlite:////nowhere/store.sqlite"))

    assert (response.status_code, response.json) == (200, {"received": 0})


def test_the_store_may_come_back(serve, tmp_path, monkeypatch):
    monkeypatch.setattr("cds_service.store.COOL_DOWN_S", 0)
    client = serve(f"sqlite:///{tmp_path / 'later' / 'store.sqlite'}")

    assert send(client, overridden()).status_code == 503
    (tmp_path / "later").mkdir()
    assert send(client, overridden()).status_code == 200


def test_a_full_disk_is_a_503_and_what_was_acknowledged_stays(serve, tmp_path):
    file = tmp_path / "store.sqlite"
    client = serve(f"sqlite:///{file}")
    send(client, accepted())
    long = {"userComment": "x" * 4000}

    with no_file_over(file.stat().st_size):
        full = send(client, *[overridden(None, card=card, overrideReason=long) for card in CARDS])
    after = send(client, overridden())

    assert (full.status_code, after.status_code) == (503, 200)
    store: Store = client.application.extensions["b2m-cds"].store
    assert [row["outcome"] for row in kept(store)] == ["accepted", "overridden"]


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """As a full disk: no file of this process can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_database_server_that_was_restarted_is_connected_to_again(serve, postgresql_url):
    client = serve(postgresql_url)
    send(client, overridden())
    disconnect_all(postgresql_url)

    assert send(client, accepted()).status_code == 200
