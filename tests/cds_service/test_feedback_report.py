"""The report: rates per rule and reason, the same on both databases, in three forms."""

import csv
import io
import json
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner

from cds_service.cli import main
from cds_service.feedback_report import HEADINGS, as_csv, as_json, as_table, lines_from
from cds_service.feedback_store import Count, counts
from cds_service.store import Store
from tests.cds_service.feedback_entries import accepted, overridden, put

ISS, ISS_2 = "1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e01", "1f0c2d3a-6f1b-8103-9d53-0c9d6f2b7e02"
KIDNEY = "1f0c2d3a-6f1b-8f11-9d53-0c9d6f2b7e03"
FOREIGN = "1f0c2d3a-6f1b-4a03-9d53-0c9d6f2b7e04"
EHR = "urn:oid:1.2.3"
# Answers: ISS accepted 1, overridden 3 on 2 cards; kidney overridden 1; a foreign card 1.
GIVEN = (
    accepted(card=ISS, outcomeTimestamp="2026-10-01T00:00:00Z"),
    overridden(card=ISS, outcomeTimestamp="2026-10-02T00:00:00Z"),
    overridden(card=ISS, outcomeTimestamp="2026-10-03T00:00:00Z"),
    overridden("notnow", card=ISS_2, outcomeTimestamp="2026-10-04T00:00:00Z"),
    overridden(None, card=KIDNEY, outcomeTimestamp="2026-10-05T00:00:00Z"),
    overridden(
        None,
        card=FOREIGN,
        overrideReason={"reason": {"system": EHR, "code": "=9"}, "userComment": "canary"},
        outcomeTimestamp="2026-10-06T00:00:00Z",
    ),
)
EXPECTED = """
b2m-patient-view iss         accepted   -              1 1 0.250 0.250
b2m-patient-view iss         overridden alreadystaged  2 1 0.750 0.500
b2m-patient-view iss         overridden notnow         1 1 0.750 0.250
b2m-patient-view nonspecific overridden -              1 1 1.000 1.000
b2m-patient-view unknown     overridden urn:oid:1.2.3|=9 1 1 1.000 1.000
"""


def shortened(lines):
    """Each line without its topic, as in the table above."""
    return [
        [line.service, line.rule, line.outcome, line.reason or "-", str(line.answers),
         str(line.cards), str(line.rate), str(line.share)]
        for line in lines
    ]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    put(store, *GIVEN)
    return store


def test_counts_answers_and_cards_by_rule_outcome_and_reason(filled):
    expected = [line.split() for line in EXPECTED.strip().splitlines()]

    assert shortened(lines_from(counts(filled))) == expected


def test_counts_from_a_day_on(filled):
    lines = lines_from(counts(filled, "2026-10-04"))

    assert [(line.rule, line.answers) for line in lines] == [
        ("iss", 1),
        ("nonspecific", 1),
        ("unknown", 1),
    ]


def test_names_the_topic_of_the_card(filled):
    topics = {line.rule: line.topic for line in lines_from(counts(filled))}

    assert topics == {
        "iss": "Myeloma stage by B2M",
        "nonspecific": "B2M and kidney function",
        "unknown": "",
    }


def count(**members: Any) -> Count:
    given: dict[str, Any] = {
        "service": "b2m-patient-view", "version": "8", "number": "03", "outcome": "overridden",
        "reason_system": "", "reason_code": "", "answers": 1, "cards": 1,
    } | members  # fmt: skip
    return Count(**given)


@pytest.mark.parametrize(
    ("system", "code", "reason"),
    [
        ("", "", ""),
        ("https://old.example/override-reasons", "notnow", "notnow"),
        ("https://old.example/override-reasons", "x", "https://old.example/override-reasons|x"),
        ("urn:ehr", "notnow", "urn:ehr|notnow"),
        ("urn:ehr", "", ""),
        ("", "7", "7"),
    ],
)
def test_our_reasons_are_named_by_their_code_others_with_their_system(system, code, reason):
    (line,) = lines_from([count(reason_system=system, reason_code=code)])

    assert line.reason == reason


@pytest.mark.parametrize("number", ["00", "99", "ff"])
def test_an_id_with_a_number_never_given_counts_as_unknown(number):
    (line,) = lines_from([count(number=number)])

    assert (line.rule, line.topic) == ("unknown", "")


def test_rules_come_in_the_order_of_the_page_whatever_their_counts():
    found = [
        count(number="14", answers=9),
        count(number="03"),
        count(version="4"),
        count(number="01"),
    ]

    assert [line.rule for line in lines_from(found)] == ["unusable-b2m", "iss", "trend", "unknown"]


LINES = lines_from([count(), count(reason_code="=cmd", answers=2, cards=2)])


def test_csv_has_a_line_of_headings_and_no_cell_that_a_spreadsheet_would_run():
    headings, first, second = csv.reader(io.StringIO(as_csv(LINES)))

    assert headings == list(HEADINGS)
    assert first[4:] == ["'=cmd", "2", "2", "1.000", "0.667"]
    assert second[4:] == ["", "1", "1", "1.000", "0.333"]


def test_json_holds_numbers():
    first, _ = json.loads(as_json(LINES), parse_float=Decimal)

    assert first == {
        "service": "b2m-patient-view",
        "rule": "iss",
        "topic": "Myeloma stage by B2M",
        "outcome": "overridden",
        "reason": "=cmd",
        "answers": 2,
        "cards": 2,
        "rate": Decimal("1.000"),
        "share": Decimal("0.667"),
    }


def test_the_table_has_columns_and_percent():
    headings, rule, first, second = as_table(LINES).splitlines()

    assert headings.split() == [name for name in HEADINGS if name != "topic"]
    assert set(rule) == {"-", " "}
    assert first.split("  ")[-2:] == ["100.0 %", "66.7 %"]
    assert second.index("33.3 %") == headings.index("share")
    assert " -  " in second


def report(url: str, *options: str):
    return CliRunner().invoke(
        main, ["feedback", "report", *options], env={"B2M_CDS_STORE_URL": url}
    )


def test_the_command_prints_each_form(store_url, filled):
    table, as_csv_, as_json_ = (report(store_url, *form) for form in ([], ["--csv"], ["--json"]))

    assert "75.0 %" in table.stdout
    assert as_csv_.stdout.startswith("service,rule,")
    assert len(json.loads(as_json_.stdout)) == 5
    for result in (table, as_csv_, as_json_):
        assert result.exit_code == 0
        assert "canary" not in result.output


def test_the_command_counts_from_a_day_on(store_url, filled):
    assert len(json.loads(report(store_url, "--json", "--since", "2026-10-06").stdout)) == 1
    assert report(store_url, "--since", "canary").exit_code == 2


def test_the_command_says_where_it_looked_and_makes_no_file(tmp_path):
    file = tmp_path / "nothing.sqlite"

    result = report(f"sqlite:///{file}")

    assert (result.exit_code, result.stdout) == (0, f"No feedback is kept in {file}.\n")
    assert json.loads(report(f"sqlite:///{file}", "--json").stdout) == []
    assert not file.exists()


def test_an_empty_store_is_said_to_be_empty(tmp_path):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with closing(Store(url)) as store, store.writing():
        pass

    result = report(url, "--since", "2026-10-01")

    assert "No feedback is kept in" in result.stdout
    assert "since 2026-10-01" in result.stdout


def test_a_store_that_cannot_be_read_is_an_error_without_its_password():
    result = report("postgresql://b2m:canary@127.0.0.1:9/b2m")

    assert result.exit_code == 1
    assert result.output == "Error: The store (store.url) cannot be read: OperationalError.\n"
