"""The suite as a whole: its table, its verdicts, its manners and its reports."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import groupby

import pytest

from conformance.canary import Canary
from conformance.loopback import Loopback
from conformance.requirement import AREAS, REQUIREMENTS, Requirement, Verdict
from conformance.run import all_checks, failed, judge
from conformance.target import Options, Target
from conformance.wire import NoAnswer, Wire
from tests.architecture.source import ROOT
from tests.conformance.little_run import judged, options, verdicts
from tests.conformance.little_server import Call, LittleServer, Reply
from tests.conformance.little_service import LittleService
from tests.conformance.little_trust import Trust

pytestmark = pytest.mark.xdist_group("little-service")

LEVELS = {
    *("SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", "MAY", "MAY, then SHALL"),
    *("should", "implied", "duty", "security", "note", "own", "best practice"),
}
VERSIONS = {"1.0+", "2.0+", "3.0b", "CRD", "own", "best practice", "-"}


@pytest.fixture(scope="module")
def server() -> Iterator[LittleServer]:
    with LittleServer() as running:
        yield running


def row(level: str, version: str = "2.0+", binds: str = "service") -> Requirement:
    return Requirement("CARD-99", level, version, "#card", binds, "Words.", "")


def test_every_testable_requirement_has_a_check_and_every_check_a_requirement():
    checked = {name for check in all_checks() for name in check.requirements}

    assert checked == {name for name, row in REQUIREMENTS.items() if not row.not_testable}


def test_the_table_uses_only_words_that_it_explains():
    rows = REQUIREMENTS.values()

    assert len(rows) == 185
    assert {row.level for row in rows} == LEVELS
    assert {row.version for row in rows} == VERSIONS
    assert {row.binds for row in rows} == {"service", "client"}
    assert [row.id for row in rows if not row.requirement or not row.section] == []


def test_the_table_stands_in_the_order_of_the_headings():
    areas = [row.area for row in REQUIREMENTS.values()]

    assert [area for area, _ in groupby(areas)] == list(AREAS.values())


VERDICTS = [
    (row("SHALL"), Verdict.FAIL),
    (row("SHALL NOT", "1.0+"), Verdict.FAIL),
    (row("MAY, then SHALL"), Verdict.FAIL),
    (row("SHALL", "3.0b"), Verdict.INFO),
    (row("SHALL", binds="client"), Verdict.WARN),
    (row("SHALL", "CRD"), Verdict.WARN),
    (row("SHOULD"), Verdict.WARN),
    (row("should"), Verdict.WARN),
    (row("implied"), Verdict.WARN),
    (row("duty"), Verdict.WARN),
    (row("security", "-"), Verdict.WARN),
    (row("own", "own"), Verdict.WARN),
    (row("MAY"), Verdict.INFO),
    (row("note"), Verdict.INFO),
]


@pytest.mark.parametrize(("requirement", "verdict"), VERDICTS, ids=str)
def test_the_level_decides_what_a_fault_amounts_to(requirement, verdict):
    assert requirement.when_broken is verdict


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_only_encrypted_traffic_is_right_away_from_this_machine(scheme):
    with Wire(f"{scheme}://cds.example.org", seconds=1) as wire, Target(wire) as target:
        found = verdicts(judge(target, ["GEN-02", "SEC-01"]))

    expected = Verdict.PASS if scheme == "https" else Verdict.FAIL
    assert found == {"GEN-02": expected, "SEC-01": expected}


def test_what_goes_beyond_cds_hooks_is_looked_at_only_on_request(server):
    server.service = LittleService(server.origin, trust=Trust())

    outcomes = judged(server.origin, options(own=False))

    beyond = {outcome.verdict for outcome in outcomes if outcome.requirement.own}
    assert beyond == {Verdict.SKIP}


def test_what_needs_an_option_says_which(server):
    server.service = LittleService(server.origin)

    outcomes = judged(server.origin, Options())

    skipped = {o.requirement.id: o.reasons[0] for o in outcomes if o.verdict is Verdict.SKIP}
    assert "--fhir-stub" in skipped["FHIRACC-02"]
    assert "--jwt-key" in skipped["JWT-14"]
    assert "--request" in skipped["CARD-05"]
    assert "--own" in skipped["PREF-15"]
    assert not failed(outcomes)


def test_a_service_that_asks_for_a_jwt_is_not_failed_by_a_tester_without_a_key(server):
    server.service = LittleService(server.origin, trust=Trust())

    outcomes = judged(server.origin, options(signer=None))

    (discovery,) = (outcome for outcome in outcomes if outcome.requirement.id == "DISC-01")
    assert not failed(outcomes)
    assert "--jwt-key" in discovery.reasons[0]


def test_a_pass_that_was_seen_only_in_part_says_so(server):
    server.service = LittleService(server.origin)

    (outcome,) = judged(server.origin, Options(), ["FHIRACC-05"])

    assert outcome.verdict is Verdict.PASS
    assert "only in part" in outcome.reasons[0]


def test_a_service_of_its_own_hook_needs_a_sample(server):
    class Own(LittleService):
        def entry(self):
            return {**super().entry(), "hook": "com.example.potassium-view"}

    server.service = Own(server.origin)

    (outcome,) = judged(server.origin, Options(), ["RESP-01"])

    assert outcome.reasons == ("no sample for hook com.example.potassium-view: give --request",)


def test_when_time_is_up_the_rest_is_not_looked_at(server):
    server.service = LittleService(server.origin)

    with Wire(server.origin, seconds=-1) as wire, Target(wire, options()) as target:
        (outcome,) = judge(target, ["DISC-02"])

    assert outcome.verdict is Verdict.SKIP
    assert "--seconds" in outcome.reasons[0]


def test_a_service_that_dies_is_reported_by_the_check_that_killed_it():
    class Dies(LittleService):
        def advise(self, body):
            if "prefetch" not in body:
                mortal.dead = True
            return super().advise(body)

        def answer(self, call: Call) -> Reply:
            reply = super().answer(call)
            if mortal.dead:
                raise ConnectionError
            return reply

    class Mortal(LittleServer):
        dead = False

    with Mortal() as mortal:
        mortal.service = Dies(mortal.origin)
        found = judged(mortal.origin, options(signer=None), ["DISC-01", "REQ-08", "REQ-09"])

    discovery, call, later = found
    assert [one.verdict for one in found] == [Verdict.FAIL, Verdict.INFO, Verdict.SKIP]
    assert call.reasons[0].startswith("no answer: POST")
    assert later.reasons == ("the service had stopped answering",)
    assert discovery.reasons == ("discovery is gone since check calls.prefetch_is_optional",)


def test_a_service_that_drips_its_answer_does_not_hold_up_the_run():
    class Drips(Loopback):
        def respond(self, exchange):
            exchange.send_response(200)
            exchange.send_header("Content-Length", "1000")
            exchange.end_headers()
            for _ in range(30):
                exchange.wfile.write(b" ")
                exchange.wfile.flush()
                time.sleep(0.05)

    with (
        Drips() as slow,
        Wire(slow.origin, seconds=5, patience=0.2) as wire,
        pytest.raises(NoAnswer, match="TimeoutError"),
    ):
        wire.send("GET", "/")


def test_a_redirect_is_not_followed(server):
    class Redirects(LittleService):
        def route(self, call: Call) -> Reply:
            return Reply(302, b"", {"Location": f"{canary.origin}/elsewhere"})

    with Canary() as canary:
        server.service = Redirects(server.origin)
        outcomes = judged(server.origin, options(signer=None), ["DISC-01", "REQ-01"])

        assert canary.asked == []
    assert failed(outcomes)


def test_no_other_host_can_be_asked(server):
    with (
        Canary() as canary,
        Wire(server.origin, seconds=5) as wire,
        pytest.raises(NoAnswer, match="InvalidSchema"),
    ):
        wire.send("GET", f"@{canary.origin.removeprefix('http://')}/")

    assert canary.asked == []


def test_the_suite_loads_nothing_of_ours_and_no_library_but_requests():
    script = (
        "import sys, conformance.__main__, conformance.run as run; run.all_checks();"
        "print([n for n in ('cds_service', 'fhir_mappings', 'flask', 'pydantic', 'jwt',"
        "'cryptography') if n in sys.modules])"
    )

    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (result.stdout.strip(), result.stderr) == ("[]", "")
