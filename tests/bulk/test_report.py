"""The report: its figures against a count by hand, and that nothing in it can run or format."""

import dataclasses
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from cds_service.bulk.plots import Bar, bar_chart
from cds_service.bulk.report import Assumptions, sections
from cds_service.bulk.report_files import as_html, as_markdown, write_report
from cds_service.bulk.report_parts import Grid, Section, grid_of, share
from cds_service.bulk.tally import tally
from tests.bulk.exports import NOTHING_LACKS, evaluated, patient
from tests.bulk.test_evaluate import results
from tests.fhir_mappings.resources import MYELOMA, condition, observation, quantity

SINCE_NOVEMBER = dataclasses.replace(NOTHING_LACKS, since=date(2026, 11, 1))
HOSTILE = "<script>alert(1)</script>|[x](https://evil.example.org)"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Three patients: one staged twice for the same sample, one with a unit nobody knows, one with
    no B2M at all."""
    withdrawn = observation(
        id="later", status="entered-in-error", effectiveDateTime="2026-11-15T08:00:00Z"
    )
    other: dict[str, Any] = {"subject": {"reference": "Patient/p2"}}
    odd = observation(
        id="odd",
        effectiveDateTime="2026-11-12T10:00:00Z",
        valueQuantity=quantity("6", "furlong"),
        performer=[{"display": HOSTILE}],
        **other,
    )
    people = [patient(), patient("p2"), patient("p3")]
    diagnosis = condition(MYELOMA, recordedDate="2026-10-01")
    given = [*people, diagnosis, *results("11-10"), withdrawn, odd]
    return evaluated(given, tmp_path_factory.mktemp("report"), SINCE_NOVEMBER)


@pytest.fixture(scope="module")
def counts(plan):
    return tally(plan)


@pytest.fixture(scope="module")
def report(plan, counts):
    return {part.title: part for part in sections(counts, plan, Assumptions(2.0, 5))}


def test_patients_results_and_cards_are_those_that_were_given(counts):
    totals = counts.totals

    assert (counts.patients, totals.patients, totals.results) == (3, 2, 3)
    assert (totals.usable, totals.serum, totals.urine) == (2, 3, 0)
    assert (totals.cards, counts.first_cards, totals.silent) == (3, 2, 0)
    assert (totals.first, totals.last) == ("2026-11", "2026-11")


def test_each_card_is_counted_first_and_repeated(counts):
    assert counts.tables["cards"] == [
        ("Myeloma stage by B2M", 2, 1, 1, 1, 0),
        ("B2M result not usable", 1, 1, 0, 1, 0),
    ]
    assert counts.tables["groups"] == [("Myeloma stage by B2M", "III", 2)]


def test_interruptions_follow_from_the_assumptions(counts, report):
    assert counts.days == 20
    assert report["Estimated interruptions"].grid.rows[0] == (
        "every card, at every opening of the chart",
        "6",  # three cards at two openings each
        "0.30",  # in twenty days
        "0.060",  # by five clinicians
    )


def test_a_unit_problem_stands_beside_its_laboratory(report):
    ((laboratory, test, reason, units, number),) = report["Unit problems by laboratory"].grid.rows

    assert (laboratory, units, number) == (HOSTILE, "furlong", "1")
    assert (test, reason) == ("B2M", "its unit is not recognised")


def test_the_examples_show_each_patient_once_for_a_card(report):
    rows = report["Examples to review"].grid.rows

    assert [row[0] for row in rows] == ["B2M result not usable", "Myeloma stage by B2M"]
    assert rows[0][4] == "its unit is not recognised"
    assert rows[1][4].startswith("ISS III")


def test_an_export_without_any_b2m_has_a_report_too(tmp_path):
    plan = evaluated([patient()], tmp_path)

    page = write_report(tally(plan), plan, Assumptions())

    assert "1 patients in the export, 0 of them with a B2M result" in page.read_text()


class Tags(HTMLParser):
    """Every tag and every attribute of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.addresses = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses += [name for name, _ in attrs if name in {"href", "src", "action"}]


def test_the_page_loads_runs_and_links_nothing(plan, counts):
    page = write_report(counts, plan, Assumptions()).read_text()

    found = Tags(page)

    assert "script" not in found.tags
    assert found.addresses == []
    assert "&lt;script&gt;alert(1)" in page
    assert {"h2", "table", "svg"} <= found.tags


def test_the_markdown_shows_what_came_from_fhir_as_it_is(plan, counts):
    written = as_markdown(sections(counts, plan, Assumptions()))

    line = next(row for row in written.splitlines() if "furlong" in row)
    assert r"\<script\>" in line
    assert r"\[x\]" in line
    assert len(re.findall(r"(?<!\\)\|", line)) == 6


def test_plots_stand_beside_the_markdown(plan, counts):
    write_report(counts, plan, Assumptions())
    named = re.findall(r"\]\((plots/\w+\.svg)\)", (plan.out / "report.md").read_text())

    assert sorted(named) == ["plots/cards.svg", "plots/months.svg"]
    for name in named:
        root = ET.fromstring((plan.out / name).read_text())
        assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_bars_are_as_long_as_their_numbers():
    svg = ET.fromstring(
        bar_chart("T & U", "d", [Bar("a<b", 100, 25, "100"), Bar("c", 50, 50, "50")])
    )
    widths = [
        (bar.get("class"), float(bar.get("width", ""))) for bar in svg.iter() if "rect" in bar.tag
    ]
    full, rest, half = (width for _, width in widths)

    assert [look for look, _ in widths] == ["a", "b", "a"]
    assert full + rest == pytest.approx(2 * half, abs=0.2)
    assert full == pytest.approx((full + rest) / 4, abs=0.2)
    assert "a<b" in "".join(svg.itertext())


def test_a_long_table_is_cut_and_says_so():
    grid = grid_of(("n",), [(number,) for number in range(1000, 1100)])

    assert isinstance(grid, Grid)
    assert (grid.rows[0], len(grid.rows)) == (("1,000",), 40)
    assert "60 more rows are in the Parquet files." in as_markdown([Section("T", grid=grid)])
    assert "60 more rows are in the Parquet files." in as_html([Section("T", grid=grid)])


def test_a_share_of_nothing_is_nothing():
    assert (share(1, 3), share(0, 0)) == ("33.3 %", "0 %")
