"""The command line and the three reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from conformance.__main__ import main
from conformance.machine_report import json_report, junit_report
from conformance.report import table
from conformance.requirement import REQUIREMENTS, Verdict
from conformance.run import Outcome
from tests.architecture.source import ROOT
from tests.conformance.little_run import judged, options, sample
from tests.conformance.little_server import LittleServer
from tests.conformance.little_service import LittleService
from tests.conformance.little_trust import ISSUER, PRIVATE_PEM, Trust

pytestmark = pytest.mark.xdist_group("little-service")

HOSTILE = "</failure>\x1b[2J\x00\u202e"


@pytest.fixture(scope="module")
def server() -> Iterator[LittleServer]:
    with LittleServer() as running:
        yield running


def test_the_command_writes_all_reports_and_tells_by_its_status(server, tmp_path, capsys):
    class Wrong(LittleService):
        def discovery(self):
            return {"services": [{**self.entry(), "description": ""}]}

    files = {name: tmp_path / name for name in ("request.json", "key.pem", "out.json", "out.xml")}
    files["request.json"].write_text(json.dumps(sample()), encoding="utf-8")
    files["key.pem"].write_bytes(PRIVATE_PEM)
    arguments = [
        f"{server.origin}/cds-services/",
        *("--request", str(files["request.json"]), "--origin", "http://localhost:8080"),
        *("--jwt-key", str(files["key.pem"]), "--jwt-iss", ISSUER),
        *("--json", str(files["out.json"]), "--junit", str(files["out.xml"])),
    ]

    server.service = LittleService(server.origin, trust=Trust())
    good = main(arguments)
    server.service = Wrong(server.origin, trust=Trust())
    bad = main(arguments)

    written = json.loads(files["out.json"].read_text(encoding="utf-8"))
    suites = ET.fromstring(files["out.xml"].read_text(encoding="utf-8"))
    failures = [
        case.get("name", "")[:7]
        for case in suites.iter("testcase")
        if case.find("failure") is not None
    ]
    assert (good, bad) == (0, 1)
    assert written["counts"]["fail"] == 3
    assert failures == ["GEN-04 ", "GEN-05 ", "DISC-04"]
    assert "fail  DISC-04" in capsys.readouterr().out


UNUSABLE = [
    (["ftp://127.0.0.1"], "is no http or https address"),
    (["http://127.0.0.1:1"], "There is no answer from http://127.0.0.1:1"),
    (["http://127.0.0.1:1", "--request", "no-such-file"], "cannot be read"),
    (["http://127.0.0.1:1", "--request", "pyproject.toml"], "is not JSON"),
    (["http://127.0.0.1:1", "--request", ".ci/bundle.json"], "holds no CDS Hooks request"),
    (["http://127.0.0.1:1", "--jwt-key", "LICENSE"], "--jwt-key needs --jwt-iss"),
    (["http://127.0.0.1:1", "--jwt-key", "LICENSE", "--jwt-iss", "x"], "neither a private EC nor"),
]


@pytest.mark.parametrize(("arguments", "said"), UNUSABLE, ids=lambda value: str(value)[-40:])
def test_what_cannot_be_used_is_said_in_one_line(arguments, said, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)

    assert main(arguments) == 2

    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def outcome(verdict: Verdict, *reasons: str) -> Outcome:
    return Outcome(REQUIREMENTS["CARD-02"], verdict, reasons)


def test_the_table_shows_verdict_level_and_reason():
    text = "\n".join(table([outcome(Verdict.FAIL, "card 'x': summary has 140 characters")]))

    assert text.startswith("\nCards\n  fail  CARD-02     SHALL              summary required")
    assert "> card 'x': summary has 140 characters" in text
    assert "  fail    1   a SHALL of CDS Hooks 2.0 is broken" in text


def test_a_brief_report_shows_what_is_not_kept():
    outcomes = [outcome(Verdict.PASS), outcome(Verdict.SKIP, "why"), outcome(Verdict.WARN, "so")]

    lines = list(table(outcomes, brief=True))

    assert [line.split()[:2] for line in lines if "CARD-02" in line] == [["warn", "CARD-02"]]
    assert sum(int(line.split()[1]) for line in lines[-5:]) == 3


LEVELS = [
    ("CARD-02", "SHALL"),
    ("CARD-01", "MAY/SHALL"),
    ("REQ-02", "SHALL (client)"),
    ("GEN-07", "SHALL (3.0b)"),
    ("PREF-15", "SHALL NOT (CRD)"),
]


@pytest.mark.parametrize(("name", "shown"), LEVELS)
def test_a_level_is_shown_with_what_makes_it_count_less(name, shown):
    line = list(table([Outcome(REQUIREMENTS[name], Verdict.PASS)]))[2]

    assert line[20:39].strip() == shown
    assert line[39:].startswith(REQUIREMENTS[name].requirement[:20])


def test_colours_are_for_terminals_only():
    plain = "\n".join(table([outcome(Verdict.WARN)]))
    painted = "\n".join(table([outcome(Verdict.WARN)], colour=True))

    assert "\033" not in plain
    assert "\033[33mwarn\033[0m  CARD-02" in painted


def test_hostile_text_of_a_service_is_inert_in_every_report(server):
    class Hostile(LittleService):
        def card(self, patient, value, day):
            return {**super().card(patient, value, day), "indicator": HOSTILE * 100}

    server.service = Hostile(server.origin)

    outcomes = judged(server.origin, options(signer=None), ["CARD-05"])

    (failure,) = ET.fromstring(junit_report(server.origin, outcomes)).iter("failure")
    (written,) = json.loads(json_report(server.origin, outcomes))["requirements"]
    assert outcomes[0].verdict is Verdict.FAIL
    assert "</failure>" in (failure.text or "")
    assert [len(reason) <= 300 for reason in written["reasons"]] == [True]
    assert "\x1b" not in "\n".join(table(outcomes)) + written["reasons"][0]
