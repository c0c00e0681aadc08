"""The report of an evaluation as sections of plain text, tables and plots; written elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cds_service.bulk.plan import Plan
from cds_service.bulk.plots import Bar, bar_chart
from cds_service.bulk.report_parts import (
    MOST_ROWS,
    Plot,
    Section,
    grid_of,
    number_of,
    share,
    whole,
)
from cds_service.bulk.tally import Table, Tally
from cds_service.card_detail import DATA_SETS
from cds_service.rules import RULE_SET_VERSION

MOST_MONTHS = 24
CANNOT_TELL = (
    "Whether a card is right: only a clinician who reads charts can say that. Review the examples.",
    "What clinicians would do: nobody saw a card. Acceptance and overrides come from the pilot.",
    (
        "What was in the record on the day: a status, diagnosis or result that was changed later is"
        " read as it is now, and an amended result as of its amendment."
    ),
    (
        "Cards that a later entry would bring: the record is looked at when a B2M result arrives,"
        " not again when a diagnosis or a treatment is entered afterwards."
    ),
    "The cards of the order hooks: an export holds no orders as they were written.",
    "How much of a problem one laboratory is, where the export does not name the laboratory.",
)


@dataclass(frozen=True)
class Assumptions:
    """What no export says: how often a chart is opened while a card stands, and by how many
    clinicians the patients are looked after."""

    openings: float = 3.0
    clinicians: int = 20


def sections(counts: Tally, plan: Plan, assumed: Assumptions) -> list[Section]:
    """The whole report, in the order in which a committee reads it."""
    return [
        _in_short(counts, assumed),
        Section("What this cannot tell", points=CANNOT_TELL),
        _cards(counts),
        _interruptions(counts, assumed),
        _months(counts.tables["months"]),
        _groups(counts.tables["groups"]),
        _missing(counts),
        _set_aside(counts.tables["set_aside"]),
        _units(counts.tables["units"]),
        _examples(counts.tables["examples"]),
        _read(counts, plan),
    ]


def _in_short(counts: Tally, assumed: Assumptions) -> Section:
    totals = counts.totals
    with_cards = totals.results - totals.silent
    each_day = f"{_each_day(totals.cards * assumed.openings, counts, assumed):.2f}"
    return Section(
        "In short",
        points=(
            (
                f"{counts.patients:,} patients in the export, {totals.patients:,} of them with a"
                f" B2M result; B2M results arrived {totals.results:,} times."
            ),
            (
                f"The service would have had something to say after {with_cards:,} of these results"
                f" ({share(with_cards, totals.results)}): {totals.cards:,} cards,"
                f" {counts.first_cards:,} of them for the first time, the others repeating an"
                " earlier card whose evidence had not changed."
            ),
            (
                f"After {totals.results - totals.usable:,} results"
                f" ({share(totals.results - totals.usable, totals.results)}) the record held no B2M"
                " value that can be read at all."
            ),
            f"About {each_day} cards a day for each clinician, under the assumptions below.",
        ),
    )


def _cards(counts: Tally) -> Section:
    rows = counts.tables["cards"]
    bars = [Bar(row[0], row[1], row[2], f"{row[1]:,}") for row in rows]
    plot = Plot(
        "cards",
        "Cards shown; full: for the first time, outlined: repeated",
        bar_chart("Cards by kind", "Number of cards of each kind, first and repeated", bars),
    )
    head = ("card", "shown", "first time", "repeated", "patients", "warnings", "of results")
    return Section(
        "How often each card would fire",
        (
            (
                "A card is repeated when a later B2M result brings the very same card (the same id:"
                " same rules, same evidence). Where the site keeps overridden cards quiet, a"
                " repeated card stays away once it was overridden for a lasting reason."
            ),
        ),
        plot=plot,
        grid=grid_of(head, [(*row, share(row[1], counts.totals.results)) for row in rows]),
    )


def _interruptions(counts: Tally, assumed: Assumptions) -> Section:
    totals = counts.totals
    warnings = sum(row[5] for row in counts.tables["cards"])
    kinds = (
        ("every card, at every opening of the chart", totals.cards * assumed.openings),
        ("every card, once", totals.cards),
        ("each card once, and never again for the same evidence", counts.first_cards),
        ("warnings alone, at every opening", warnings * assumed.openings),
    )
    return Section(
        "Estimated interruptions",
        (
            (f"Assumed, not measured: while a card stands a chart is opened {assumed.openings:g}"
            f" times, and {assumed.clinicians:,} clinicians share these patients (--openings,"
            f" --clinicians). The results span {counts.days:,} calendar days, weekends included."
            " Few EHRs interrupt for such a card; most list it beside the chart."),
        ),
        grid=grid_of(
            ("counted", "cards", "per day", "per clinician and day"),
            [
                (name, whole(number), _rate(number, counts.days),
                 f"{_each_day(number, counts, assumed):.3f}")
                for name, number in kinds
            ],
        ),
    )  # fmt: skip


def _months(rows: Table) -> Section:
    shown = rows[-MOST_MONTHS:]
    bars = [
        Bar(month, cards, cards, f"{cards:,} after {results:,}") for month, results, cards in shown
    ]
    title = "Cards by month, after so many B2M results"
    plot = Plot("months", title, bar_chart(title, "Number of cards in each month", bars))
    return Section("Over time", (f"The last {len(shown)} months with a B2M result.",), plot=plot)


def _groups(rows: Table) -> Section:
    return Section(
        "Which groups remained possible",
        ("One group: settled. Several: more than one agrees with what the record holds.",),
        grid=grid_of(("card", "possible", "cards"), rows),
    )


def _missing(counts: Tally) -> Section:
    asked = tuple(
        f"Suggested {row[0]!r} on {number_of(row[1], 'card')} of {number_of(row[2], 'patient')}."
        for row in counts.tables["suggestions"]
    )
    return Section(
        "Which inputs were missing",
        ("Inputs of the first index of a card that had no usable result.",),
        points=asked[:MOST_ROWS],
        grid=grid_of(("card", "missing", "cards", "patients"), counts.tables["missing"]),
    )


def _set_aside(rows: Table) -> Section:
    return Section(
        "What was set aside, and why",
        ("Each resource counts once for each reason.",),
        grid=grid_of(("about", "reason", "resources", "patients"), rows),
    )


def _units(rows: Table) -> Section:
    return Section(
        "Unit problems by laboratory",
        (
            (
                "Results that cannot be read because of their unit or because their value fits no"
                " unit. Mending these at the laboratory brings more than any rule."
            ),
        )
        if rows
        else ("None was found.",),
        grid=grid_of(("laboratory", "test", "reason", "units as reported", "results"), rows),
    )


def _examples(rows: Table) -> Section:
    head = ("card", "patient", "date", "indicator", "what it says", "possible", "missing")
    listed = [
        (*row[:4], row[4] or "; ".join(dict.fromkeys(row[8])), ", ".join(row[5]), ", ".join(row[6]))
        for row in rows
    ]
    return Section(
        "Examples to review",
        (
            (
                "By pseudonym. Without a site key the key of the pseudonyms is gone when this"
                " report is made, and nobody can lead them back to a patient."
            ),
        ),
        grid=grid_of(head, listed),
    )


def _read(counts: Tally, plan: Plan) -> Section:
    lacking = [str(DATA_SETS.get(row[0], row[0])) for row in counts.tables["not_had"]]
    nobody = sum(counts.export.of_nobody.values())
    return Section(
        "What was read",
        points=(
            (
                f"Files: {len(plan.export.files)}. Rules: {RULE_SET_VERSION}. As of"
                f" {plan.as_of:%Y-%m-%d}; later moments were not looked at."
            ),
            f"Evaluated since: {plan.choices.since or 'the first result'}.",
            (
                f"Lines that are no resource: {counts.unreadable:,}. Resources that name no patient"
                f" of this server: {nobody:,}{_where(counts.export.of_nobody)}."
            ),
            (
                "Not in the export, so treated as unknown on the cards (--exported TYPE says that a"
                f" type was asked for and is empty): {', '.join(lacking) or 'nothing'}."
            ),
        ),
        grid=grid_of(("resource type", "rows"), list(counts.export.rows.items())),
    )


def _where(kinds: Mapping[str, int]) -> str:
    named = [f"{kind} {number:,}" for kind, number in kinds.items()]
    return f" ({', '.join(named)})" if named else ""


def _rate(number: float, days: int) -> str:
    return f"{number / days:.2f}" if days else "0"


def _each_day(number: float, counts: Tally, assumed: Assumptions) -> float:
    return number / counts.days / assumed.clinicians if counts.days else 0.0
