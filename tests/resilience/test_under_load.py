"""The real server while callers wait for a FHIR server, and when it is told to stop."""

import time
from collections.abc import Iterator
from threading import Event

import pytest

from tests.cds_service.fhir_stub import Stub
from tests.resilience.callers import callers
from tests.resilience.hanging import asking, hanging_fhir, settings
from tests.resilience.load import sigterm
from tests.resilience.raw import head, said, status_of
from tests.resilience.served import Served, served

pytestmark = pytest.mark.xdist_group("servers")


@pytest.fixture(scope="module")
def hung() -> Iterator[tuple[Served, Stub, Event]]:
    """A service whose FHIR server takes requests and never answers within a minute."""
    with (
        hanging_fhir() as (stub, enough),
        served(settings(stub, deadline_s=60)) as service,
    ):
        yield service, stub, enough


def test_while_16_callers_wait_for_a_fhir_server_others_are_answered(hung):
    service, stub, enough = hung
    probes = [head(method="GET", path=path) for path in ("/cds-services", "/livez")]

    with callers(service.port, 16, asking(stub)) as waiting:
        while len(stub.seen) < 16:
            time.sleep(0.01)
        beside = [status_of(said(service.port, probe)) for probe in probes]
        answered = waiting.answers.total()
        enough.set()

    assert beside == [200, 200]
    assert answered == 0
    assert set(waiting.answers) == {412}


def test_a_server_that_is_told_to_stop_answers_what_was_sent(hung):
    service, _, _ = hung

    answers_before, lost = list(sigterm(service, 0.5))

    assert answers_before.split()[0] != "0"
    assert lost.startswith("lost: 0 on kept connections, ")
