"""Workers of the real server are killed while feedback comes in, and clients send it again."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest
import requests

from cds_service.ports import listen
from cds_service.serve import gunicorn_arguments
from cds_service.store import Store
from tests.cds_service.command_line import Started, answers
from tests.cds_service.feedback_entries import CARDS, URL, accepted, kept, overridden

pytestmark = pytest.mark.xdist_group("servers")

ENTRIES = [
    *[accepted(card=card) for card in CARDS[:100]],
    *[overridden(card=card) for card in CARDS[50:150]],
]
BATCHES = [ENTRIES[start : start + 5] for start in range(0, len(ENTRIES), 5)]
CLIENTS = 4
TRIES = 300


def send_until_kept(address: str, batch: list[dict[str, Any]]) -> int:
    """How often a client had to send a batch until it was acknowledged."""
    for tries in range(1, TRIES + 1):
        try:
            answer = requests.post(address, json={"feedback": batch}, timeout=10)
        except requests.RequestException:
            time.sleep(0.05)
            continue
        if answer.status_code == 200:
            assert answer.json() == {"received": len(batch)}
            return tries
        assert answer.status_code == 503
    raise AssertionError("never acknowledged")


def gunicorn(port: int, store_url: str) -> Started:
    """The server in production form: preloaded, so that a killed worker is replaced at once."""
    settings = {"B2M_CDS_STORE_URL": store_url, "B2M_CDS_SITE_KEY": "key"}
    return Started(
        [sys.executable, "-m", "gunicorn", *gunicorn_arguments("127.0.0.1", port)],
        stderr=subprocess.PIPE,
        env={**os.environ, **settings},
        text=True,
    )


def workers_of(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii")
    return [int(child) for child in children.split()]


def test_200_answers_are_kept_once_each_although_workers_are_killed(store_url):
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    acknowledged = Semaphore(0)

    def client(batch: list[dict[str, Any]]) -> int:
        tries = send_until_kept(f"http://127.0.0.1:{port}{URL}", batch)
        acknowledged.release()
        return tries

    with gunicorn(port, store_url) as server:
        answers(f"http://127.0.0.1:{port}/livez")
        with ThreadPoolExecutor(CLIENTS) as pool:
            sending = pool.map(client, BATCHES)
            for _ in range(3):
                for _ in range(8):
                    assert acknowledged.acquire(timeout=30)
                for worker in workers_of(server.pid):
                    os.kill(worker, signal.SIGKILL)
            tries = list(sending)
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=20)

    assert sum(tries) > len(tries), "no batch had to be sent again: nothing was killed in time"
    with closing(Store(store_url)) as store:
        found = [(row["card"], row["outcome"]) for row in kept(store)]
    assert sorted(found) == sorted((entry["card"], entry["outcome"]) for entry in ENTRIES)
    assert len(found) == 200
