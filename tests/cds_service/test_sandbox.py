"""`b2m-cds sandbox` at FHIR servers of several kinds: what is asked, printed, added and refused."""

import os
import pty
import re
from contextlib import redirect_stderr, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cds_service.cli import main
from cds_service.progress import asking
from cds_service.sandbox_servers import SERVERS, UnknownServer, fhir_base
from tests.cds_service.fhir_stub import Stub, fhir_stub
from tests.quirks.chart import PATIENT_ID, chart, somebody_else, without_b2m
from tests.quirks.contacts import contacts
from tests.quirks.paging import Paged, ProxyHost, UnauthorizedMidPaging
from tests.quirks.plain import Ask, Plain, Reply
from tests.quirks.shapes import Dstu2
from tests.tables import rows

PAGE = Path(__file__).parents[2] / "docs" / "sandboxes.md"


def played(server: Plain, *more: str, patient: str = PATIENT_ID) -> tuple[Result, Stub]:
    with fhir_stub(server.serve) as stub:
        arguments = ["sandbox", "--fhir-server", stub.base, "--patient", patient, *more]
        return CliRunner().invoke(main, arguments), stub


def line(result: Result, key: str) -> str:
    return next(text for text in result.stdout.splitlines() if text.startswith(f"  {key} "))


def test_prints_rows_pages_and_status_of_every_key():
    result, _ = played(Paged(chart()))

    assert result.exit_code == 0, result.output
    assert re.search(r"\d ms  HTTP 200, 5 rows, 3 pages$", line(result, "b2m"))
    assert re.search(r"\d ms  HTTP 200, 0 rows, 1 page$", line(result, "cadmium"))
    assert "(FHIR version 4.0.1)" in result.stdout
    assert "[info] ISS III" in result.stdout


def test_nothing_of_a_hostile_id_reaches_the_terminal_as_a_command():
    hostile = [{**row, "status": "entered-in-error", "id": "x\x1b[2J\u202e"} for row in chart()[1:]]

    with fhir_stub(Plain([chart()[0], *hostile]).serve) as stub:
        arguments = ["sandbox", "--fhir-server", stub.base, "--patient", PATIENT_ID]
        result = CliRunner().invoke(main, arguments, color=True)

    assert "Observation/x [2J : entered in error" in result.stdout
    assert "\x1b[2J" not in result.stdout
    assert "\u202e" not in result.stdout


def test_a_long_wait_shows_a_bar_in_a_terminal_and_nothing_elsewhere():
    keys = ["patient", "b2m", "albumin"]
    seen, written_to = pty.openpty()
    with os.fdopen(written_to, "w") as terminal, redirect_stderr(terminal):
        assert list(asking(keys)) == keys

    shown = everything_written(seen)
    result, _ = played(Plain(chart()))

    assert re.search(r"Asking the FHIR server  \[#+\]  100%", shown)
    assert result.stderr == ""


def everything_written(terminal: int) -> str:
    """What a terminal was sent whose other end is closed, which reading past the end tells."""
    found = b""
    with suppress(OSError):
        while more := os.read(terminal, 4096):
            found += more
    os.close(terminal)
    return found.decode()


def test_prints_where_the_pages_ended_early():
    result, _ = played(UnauthorizedMidPaging(chart()))

    assert line(result, "b2m").endswith("HTTP 200, 2 rows, 1 page, then HTTP 401")


def test_prints_what_is_set_aside_and_why():
    cancelled = [
        {**row, "status": "entered-in-error"} if row["id"].endswith("-b2m-30") else row
        for row in chart()
    ]

    result, _ = played(Plain(cancelled))

    assert "Set aside\n" in result.stdout
    assert re.search(r"Observation/iss-3-b2m-30: \S+", result.stdout)


def test_nothing_set_aside_is_not_mentioned():
    result, _ = played(Plain(chart()))

    assert "Set aside" not in result.stdout


def test_adds_invented_results_to_the_request_and_to_no_server():
    plain = Plain([*somebody_else(), *without_b2m()])

    silent, _ = played(plain)
    spoken, stub = played(plain, "--with-demo-results")

    assert "No card: no serum B2M on file" in silent.stdout
    assert line(spoken, "b2m").endswith("0 rows, 1 page")
    assert "Added to the request, on no server: SYNTHETIC B2M" in spoken.stdout
    assert "[info] ISS III" in spoken.stdout
    assert "SYNTHETIC, added by b2m-cds sandbox" in " ".join(spoken.stdout.split())
    assert {ask.method for ask in plain.asked} == {"GET"}
    assert not [path for path in stub.paths if "synthetic" in path.lower()]


def test_an_odd_patient_id_is_a_sentence_not_a_traceback():
    result, _ = played(Plain(chart()), patient="a b/../c")

    assert result.exit_code == 1
    assert "context.patientId is not valid" in result.stderr


def test_follows_no_page_to_another_server():
    with fhir_stub(Plain(chart()).serve) as elsewhere:
        result, _ = played(ProxyHost(chart(), elsewhere.base))

    assert line(result, "b2m").endswith("HTTP 200, 2 rows, 1 page")
    assert elsewhere.seen == []


def test_without_the_option_nothing_is_invented():
    result, _ = played(Plain(chart()))

    assert "SYNTHETIC" not in result.stdout


def test_a_dstu2_server_is_refused_before_any_patient_data_are_asked_for():
    result, stub = played(Dstu2(chart()))

    assert result.exit_code == 1
    assert "speaks FHIR 1.0.2 (DSTU2). This service reads R4, R4B and R5" in result.stderr
    assert stub.paths == ["/fhir/metadata"]


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("https://Ehr.example.org/fhir/", "https://ehr.example.org/fhir"),
        ("http://127.0.0.1:8090/fhir", "http://127.0.0.1:8090/fhir"),
        ("smart-r4", "https://r4.smarthealthit.org"),
        ("meld:myBox1", "https://gw.interop.community/myBox1/open"),
    ],
)
def test_a_server_is_given_by_its_address_or_its_name(written, base):
    assert fhir_base(written) == base


@pytest.mark.parametrize("written", ["meld", "meld:", "meld:../x", "meld:a/b"])
def test_a_sandbox_of_ones_own_needs_its_name(written):
    with pytest.raises(UnknownServer, match="meld:NAME"):
        fhir_base(written)


def test_an_unknown_name_is_refused_with_those_there_are():
    arguments = ["sandbox", "--fhir-server", "nowhere", "--patient", "p"]

    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 2
    assert "smart-r4" in result.stderr


def test_the_page_lists_the_servers_that_there_are_and_says_that_they_were_not_run():
    text = PAGE.read_text("utf-8")
    table = (
        text[text.index("| name |") :].partition("\n\n")[0].replace("|---|---|---|---|---|\n", "")
    )
    listed = [tuple(cell.strip("`") for cell in row[1:4]) for row in rows(table)]

    assert listed == [(server.name, server.base, server.release) for server in SERVERS]
    assert "we have run against none of them" in text


def test_every_server_is_asked_over_tls():
    assert all(server.base.startswith("https://") for server in SERVERS)


@pytest.mark.parametrize(
    "address", ["http://ehr.example.org/fhir", "https://u@ehr.example.org/fhir"]
)
def test_a_token_does_not_travel_in_the_clear(address):
    arguments = ["sandbox", "--fhir-server", address, "--patient", PATIENT_ID]

    with contacts() as noted:
        result = CliRunner().invoke(main, arguments, env={"B2M_CDS_TOKEN": "canary"})

    assert result.exit_code == 1
    assert "over https only" in result.stderr
    assert not [place for place in noted if "ehr.example.org" in place]


class NoBundleOnPageTwo(Paged):
    """Its second page is a list."""

    def answer(self, ask: Ask) -> Reply:
        return Reply([]) if "_offset" in ask.params else super().answer(ask)


def test_a_page_that_is_no_bundle_ends_the_reading():
    result, _ = played(NoBundleOnPageTwo(chart()))

    assert result.exit_code == 0, result.output
    assert line(result, "b2m").endswith("HTTP 200, 2 rows, 2 pages")


class WithoutMetadata(Plain):
    """Says nothing of its version, and no JSON for one kind of resource."""

    def answer(self, ask: Ask) -> Reply:
        if ask.kind == "metadata":
            return Reply(b"", 404)
        return Reply(b"<html>") if ask.kind == "Procedure" else super().answer(ask)


def test_a_server_that_does_not_state_its_version_is_tried_all_the_same():
    result, _ = played(WithoutMetadata(chart()))

    assert "(FHIR version not stated)" in result.stdout
    assert line(result, "procedures").endswith("refused: not JSON")
    assert "[info] ISS III" in result.stdout


def test_a_server_that_does_not_answer_is_said_key_by_key():
    with fhir_stub(Plain(chart()).serve) as stub:
        gone = stub.base

    arguments = ["sandbox", "--fhir-server", gone, "--patient", PATIENT_ID]
    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 1
    assert line(result, "b2m").endswith("refused: no answer")
    assert "prefetch key b2m, unreachable" in result.stderr
