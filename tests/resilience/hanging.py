"""A FHIR server that takes requests and never answers."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from tests.cds_service.fhir_stub import Exchange, Stub, fhir_stub
from tests.cds_service.hook_requests import authorization, body
from tests.resilience.callers import Request, Tally, callers
from tests.resilience.served import Served

GOAL_MS = 100


@contextmanager
def hanging_fhir() -> Iterator[tuple[Stub, Event]]:
    """Such a server; with the event set, it hangs up on all who wait."""
    enough = Event()

    def hang(_: Exchange) -> None:
        enough.wait(60)

    with fhir_stub(hang) as stub:
        try:
            yield stub, enough
        finally:
            enough.set()


def settings(stub: Stub, deadline_s: float = 2.5) -> dict[str, str]:
    """A service that asks this server, and does not learn to leave it alone."""
    return {
        "B2M_CDS_FHIR_SERVERS": json.dumps([stub.base]),
        "B2M_CDS_FHIR_FAILURES_TO_PAUSE": "1000000",
        "B2M_CDS_FHIR_DEADLINE_S": str(deadline_s),
        "B2M_CDS_FHIR_CALL_S": str(0.8 * deadline_s),
    }


def asking(stub: Stub) -> Request:
    """A call whose data only that server has."""
    asked = body(fhirServer=stub.base, fhirAuthorization=authorization())
    return Request(content=json.dumps(asked).encode())


def hanging(service: Served, stub: Stub, seconds: float = 10) -> Iterator[str]:
    """16 connections wait for it; meanwhile others are answered."""
    with callers(service.port, 16, asking(stub)) as waiting:
        time.sleep(0.5)
        tallies = {
            path: _probed(service.port, path, seconds / 2) for path in ("/cds-services", "/livez")
        }
    for path, tally in tallies.items():
        longest = 1000 * max(tally.seconds)
        yield f"{path}: {tally.answers[200]} answers, longest {longest:.0f} ms (goal {GOAL_MS} ms)"
        assert set(tally.answers) == {200}
        assert not tally.lost
    assert Counter(waiting.answers).keys() == {412}, waiting.answers
    waited = f"{min(waiting.seconds):.1f} to {max(waiting.seconds):.1f} s"
    yield f"the waiting ones: {waiting.answers[412]} times 412, after {waited}"


def _probed(port: int, path: str, seconds: float) -> Tally:
    """Asked ten times a second, as a probe or a client asks."""
    with callers(port, 1, Request("GET", path, b"", pause_s=0.1)) as tally:
        time.sleep(seconds)
    return tally
