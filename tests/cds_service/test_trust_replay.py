"""A token counts once: in a worker, across workers, and while the store does not work."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect, text

from cds_service import trust_replay
from cds_service.app import create_app
from cds_service.errors import StoreUnavailable
from cds_service.trust_ledger import TIDY_EVERY_S, USED_TOKEN, StoreLedger
from cds_service.trust_replay import LEDGER_DOWN, LEDGER_PAUSE_S, UsedTokens
from tests.architecture.source import ROOT
from tests.cds_service.hook_requests import body, everything_empty
from tests.cds_service.signing import FEEDBACK, ISSUER, SERVICE, bearer, claims, settings, signed

LATER = time.time() + 300

USES_A_TOKEN = """
import sys, time
from cds_service.store import Store
from cds_service.trust_ledger import StoreLedger
from cds_service.trust_replay import UsedTokens
print(UsedTokens(StoreLedger(Store(sys.argv[1]))).first_use("i", "the-nonce", time.time() + 300))
"""


class Ledger:
    """A ledger that can be switched off; it counts what it is asked."""

    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.asked = 0
        self.noted: set[tuple[str, str]] = set()

    def first_use(self, issuer: str, digest: str, expires: int) -> bool:
        self.asked += 1
        if self.down:
            raise StoreUnavailable
        new = (issuer, digest) not in self.noted
        self.noted.add((issuer, digest))
        return new


class Clock:
    seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


def test_one_worker_alone_lets_a_token_count_once():
    used = UsedTokens()

    assert [used.first_use(ISSUER, "n", LATER) for _ in range(3)] == [True, False, False]
    assert used.first_use(ISSUER, "another", LATER)
    assert used.first_use("https://other.example.org", "n", LATER)


def test_of_many_threads_with_the_same_token_one_is_let_in():
    used = UsedTokens()

    with ThreadPoolExecutor(8) as pool:
        let_in = list(pool.map(lambda _: used.first_use(ISSUER, "n", LATER), range(64)))

    assert let_in.count(True) == 1


def test_a_nonce_may_hold_any_text():
    used = UsedTokens()

    assert all(used.first_use(ISSUER, odd, LATER) for odd in ("\ud800", "\0", "é" * 5000))
    assert not used.first_use(ISSUER, "\ud800", LATER)


def test_memory_is_bounded_and_forgets_the_expired_first(monkeypatch):
    monkeypatch.setattr(trust_replay, "REMEMBERED", 10)
    clock = Clock()
    used = UsedTokens(now=clock)
    for number in range(5):
        used.first_use(ISSUER, f"old-{number}", clock.seconds + 10)
    for number in range(5):
        used.first_use(ISSUER, f"new-{number}", clock.seconds + 1000)

    clock.seconds += 11
    used.first_use(ISSUER, "one more", clock.seconds + 1000)

    assert used.first_use(ISSUER, "old-0", clock.seconds + 10)
    assert not any(used.first_use(ISSUER, f"new-{number}", LATER) for number in range(5))


def test_memory_that_is_full_gives_up_the_oldest_of_what_the_ledger_knows(monkeypatch):
    monkeypatch.setattr(trust_replay, "REMEMBERED", 10)
    used = UsedTokens(Ledger())
    for number in range(100):
        assert used.first_use(ISSUER, str(number), LATER)

    assert not any(used.first_use(ISSUER, str(number), LATER) for number in range(100))


def test_two_workers_on_one_store_let_a_token_count_once(store):
    workers = [UsedTokens(StoreLedger(store)) for _ in range(2)]

    assert [worker.first_use(ISSUER, "n", LATER) for worker in workers] == [True, False]


def test_of_processes_that_race_for_a_token_one_is_let_in(store_url):
    command = [sys.executable, "-c", USES_A_TOKEN, store_url]
    racing = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]

    said = sorted(process.communicate(timeout=50)[0].strip() for process in racing)

    assert said == ["False", "True"]


def test_the_store_forgets_expired_tokens_and_holds_no_nonce(store):
    clock = Clock()
    used = UsedTokens(StoreLedger(store, clock), clock)
    used.first_use(ISSUER, "canary", clock.seconds + 10)

    clock.seconds += TIDY_EVERY_S
    used.first_use(ISSUER, "canary too", clock.seconds + 10)

    with store.reading() as connection:
        (row,) = connection.execute(text("SELECT * FROM used_token"))
    assert row.expires == clock.seconds + 11
    assert "canary" not in str(row)


def test_the_table_is_the_one_of_the_schema(store):
    with store.reading() as connection:
        columns = inspect(connection).get_columns("used_token")
        unique = inspect(connection).get_pk_constraint("used_token")["constrained_columns"]

    assert {column["name"] for column in columns} == set(USED_TOKEN.columns.keys())
    assert unique == ["issuer", "digest"]


def test_without_the_ledger_each_worker_protects_itself_and_says_so(caplog):
    used = UsedTokens(Ledger(down=True))

    assert [used.first_use(ISSUER, "n", LATER) for _ in range(2)] == [True, False]
    assert [line.message for line in caplog.records] == [LEDGER_DOWN]


def test_a_ledger_that_is_down_is_left_alone_for_a_while_and_then_tried_by_one_call():
    clock, ledger = Clock(), Ledger(down=True)
    used = UsedTokens(ledger, clock)
    for number in range(20):
        assert used.first_use(ISSUER, f"early-{number}", LATER)
    assert ledger.asked == 1

    clock.seconds += LEDGER_PAUSE_S
    for number in range(20):
        assert used.first_use(ISSUER, f"late-{number}", LATER)
    assert ledger.asked == 2

    clock.seconds += LEDGER_PAUSE_S
    ledger.down = False
    for number in range(20):
        assert used.first_use(ISSUER, f"again-{number}", LATER)
    assert ledger.asked == 22


def test_a_token_used_while_the_ledger_was_down_does_not_count_again_when_it_is_back():
    clock, ledger = Clock(), Ledger(down=True)
    used = UsedTokens(ledger, clock)
    used.first_use(ISSUER, "n", clock.seconds + 300)

    clock.seconds += LEDGER_PAUSE_S
    ledger.down = False

    assert not used.first_use(ISSUER, "n", clock.seconds + 300)


@pytest.fixture
def without_store(tmp_path):
    """A service in the mode jwt whose store cannot be opened."""
    nowhere = tmp_path / "missing" / "store.sqlite"
    return create_app(settings(store=f"sqlite:///{nowhere}")).test_client()


def test_cards_are_answered_while_the_store_is_down_and_a_replay_is_still_refused(
    without_store, caplog
):
    token = bearer(signed(claims()))
    request = body(prefetch=everything_empty())

    answers = [without_store.post(SERVICE, json=request, headers=token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 401]
    assert LEDGER_DOWN in caplog.messages


def test_feedback_whose_caller_is_trusted_says_that_the_store_is_down(without_store):
    entry = {"card": "0f1f4f5e-94b5-8b0c-8f0a-7b8e4a3a2c55", "outcome": "accepted"}
    sent = {"feedback": [entry | {"outcomeTimestamp": "2026-11-23T02:31:07Z"}]}

    answer = without_store.post(FEEDBACK, json=sent, headers=bearer(signed(claims(FEEDBACK))))

    assert answer.status_code == 503


def test_two_services_on_one_store_let_a_token_count_once(tmp_path):
    """As two workers do, each with a memory of its own."""
    shared = settings(store=f"sqlite:///{tmp_path / 'store.sqlite'}")
    token = bearer(signed(claims()))
    request = body(prefetch=everything_empty())

    answers = [
        create_app(shared).test_client().post(SERVICE, json=request, headers=token)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 401]
