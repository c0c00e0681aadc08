"""The suite is tested: a good little service passes, and each broken one is caught by name."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from conformance.requirement import REQUIREMENTS, Verdict
from tests.conformance.broken_exchanges import EXCHANGES
from tests.conformance.broken_members import CARD, DISCOVERY, Make, with_card, with_entry
from tests.conformance.broken_prefetch import PREFETCH
from tests.conformance.broken_services import SERVICES
from tests.conformance.broken_trust import TRUSTS, ExplainsRefusals, with_trust
from tests.conformance.little_run import judged, options, verdicts
from tests.conformance.little_server import LittleServer
from tests.conformance.little_service import LittleService
from tests.conformance.little_trust import Trust

pytestmark = pytest.mark.xdist_group("little-service")


@pytest.fixture(scope="module")
def server() -> Iterator[LittleServer]:
    with LittleServer() as running:
        yield running


@pytest.fixture(scope="module")
def stub_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


BROKEN: dict[str, Make] = {
    **{name: with_card(change) for name, change in CARD.items()},
    **{name: with_entry(change) for name, change in DISCOVERY.items()},
    **SERVICES,
    **PREFETCH,
    **EXCHANGES,
    **{name: with_trust(trust) for name, trust in TRUSTS.items()},
    "JWT-17": ExplainsRefusals,
}
SEEN_WITHOUT_A_SERVER = {"GEN-02", "SEC-01"}  # test_suite.py
ABOUT_THE_TESTER = {"JWT-16"}  # which key was given


def test_nothing_is_wrong_with_the_good_little_service(server, stub_port):
    fhir = f"http://127.0.0.1:{stub_port}/fhir"
    server.service = LittleService(server.origin, fhir, Trust())

    outcomes = judged(server.origin, options(stub_port))

    odd = [o for o in outcomes if o.verdict is not Verdict.PASS and not o.requirement.not_testable]
    assert [(o.requirement.id, o.verdict) for o in odd] == [
        ("GEN-02", Verdict.SKIP),
        ("DISC-09", Verdict.SKIP),
        ("SEC-01", Verdict.SKIP),
    ]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_service_is_caught_by_name(name, server, stub_port):
    fhir = f"http://127.0.0.1:{stub_port}/fhir"
    server.service = BROKEN[name](server.origin, fhir, Trust())

    found = verdicts(judged(server.origin, options(stub_port), [name]))

    assert found == {name: REQUIREMENTS[name].when_broken}


def test_every_testable_requirement_has_a_broken_service():
    testable = {name for name, row in REQUIREMENTS.items() if not row.not_testable}

    assert testable - BROKEN.keys() == SEEN_WITHOUT_A_SERVER | ABOUT_THE_TESTER
