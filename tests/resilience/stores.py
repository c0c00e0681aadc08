"""A disk that is full, a database that is silent: cards go on, feedback is refused and counted."""

import json
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator

import requests

from benchmarks.fixture import body
from tests.cds_service.feedback_entries import CARDS, overridden
from tests.cds_service.relay import Relay
from tests.resilience.served import FEEDBACK, SERVICE, Served

BATCHES = 12
ENTRIES = 30  # a batch
LONG = {"userComment": "x" * 4000}
_FAILURES = re.compile(r"^b2m_cds_store_failures_total (\S+)", re.MULTILINE)


def disk_full(service: Served, seconds: float = 0) -> Iterator[str]:
    """No file of the service can grow any more; then it can again."""
    assert feedback(service, 0)[0] == 200
    sizes = [path.stat().st_size for path in service.folder.glob("b2m-cds.sqlite*")]
    _limit_files(service, max(sizes) + 1)
    full = Counter(feedback(service, batch)[0] for batch in range(1, BATCHES + 1))
    yield f"disk full: {BATCHES} batches of feedback were answered {dict(full)}"
    yield from _cards_beside(service)
    _limit_files(service, resource.RLIM_INFINITY)
    after = feedback(service, 1)[0]
    yield f"{failures(service):.0f} failures counted; with room again feedback gets {after}"
    assert set(full) == {503}
    assert (after, failures(service)) == (200, BATCHES)


def store_down(service: Served, relay: Relay, seconds: float = 0) -> Iterator[str]:
    """The database falls silent, as a machine that hangs does; then it is back."""
    assert feedback(service, 0)[0] == 200
    relay.silent.set()
    answers = [feedback(service, batch) for batch in range(1, BATCHES + 1)]
    statuses, longest = Counter(status for status, _ in answers), max(s for _, s in answers)
    yield f"store silent: {BATCHES} batches were answered {dict(statuses)}, up to {longest:.1f} s"
    yield from _cards_beside(service)
    counted = failures(service)
    relay.silent.clear()
    ends = time.monotonic() + 30
    while (back := feedback(service, 1)[0]) != 200 and time.monotonic() < ends:
        time.sleep(0.5)
    yield f"{counted:.0f} failures counted; when it is back feedback gets {back}"
    assert (set(statuses), back) == ({503}, 200)
    assert counted >= BATCHES


def feedback(service: Served, batch: int) -> tuple[int, float]:
    """Status of one batch of feedback, each with entries of its own, and the seconds it took."""
    cards = CARDS[batch * ENTRIES :][:ENTRIES]
    entries = [overridden(None, card=card, overrideReason=LONG) for card in cards]
    answer = requests.post(service.url + FEEDBACK, json={"feedback": entries}, timeout=30)
    return answer.status_code, answer.elapsed.total_seconds()


def failures(service: Served) -> float:
    """How often the store was not available, by the metrics of all workers."""
    found = _FAILURES.search(requests.get(f"{service.url}/metrics", timeout=10).text)
    return float(found[1]) if found else 0.0


def _cards_beside(service: Served) -> Iterator[str]:
    answers = [
        requests.post(
            service.url + SERVICE, body(), headers={"Content-Type": "application/json"}, timeout=10
        )
        for _ in range(BATCHES)
    ]
    shown = [len(json.loads(answer.text)["cards"]) for answer in answers]
    longest = max(answer.elapsed.total_seconds() for answer in answers)
    yield f"beside it {BATCHES} calls got cards, each in {1000 * longest:.0f} ms at most"
    assert all(shown)


def _limit_files(service: Served, size: int) -> None:
    for worker in service.workers:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
