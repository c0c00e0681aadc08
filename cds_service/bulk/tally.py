"""The figures of a finished evaluation, counted over its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cds_service.bulk.database import database, quoted
from cds_service.bulk.partition import Counted, counted
from cds_service.bulk.plan import Plan
from cds_service.bulk.rows import TABLES
from cds_service.bulk.shard import Figures, figures_of
from fhir_mappings.model import Reason

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Table = Sequence[tuple[Any, ...]]

UNIT_PROBLEMS = (
    Reason.NO_UNIT,
    Reason.UNKNOWN_UNIT,
    Reason.UNIT_CONFLICT,
    Reason.ARBITRARY_UNITS,
    Reason.NOT_NUMERIC,
    Reason.IMPLAUSIBLE,
)
REASONS = ", ".join(quoted(item.value) for item in UNIT_PROBLEMS)
EXAMPLES = 3  # of each kind of card
QUERIES = {
    "totals": """
        SELECT count(DISTINCT pseudonym), count(*), count(*) FILTER (WHERE usable),
               count(*) FILTER (WHERE serum), count(*) FILTER (WHERE urine),
               count(*) FILTER (WHERE cards = 0), coalesce(sum(cards), 0)::BIGINT,
               min(date), max(date) FROM results""",
    "cards": """
        SELECT topic, count(*), count(*) FILTER (WHERE NOT repeat), count(*) FILTER (WHERE repeat),
               count(DISTINCT pseudonym), count(*) FILTER (WHERE indicator = 'warning')
        FROM cards GROUP BY topic ORDER BY 2 DESC, 1""",
    "months": """
        SELECT month, count(*), coalesce(sum(cards), 0)::BIGINT FROM (
            SELECT left(date, 7) AS month, cards FROM results) GROUP BY month ORDER BY month""",
    "groups": """
        SELECT topic, coalesce(nullif(array_to_string(possible, ' or '), ''), 'no group'), count(*)
        FROM cards WHERE len(possible) > 0 GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2""",
    "missing": """
        SELECT topic, item, count(*), count(DISTINCT pseudonym)
        FROM (SELECT topic, pseudonym, unnest(missing) AS item FROM cards)
        GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
    "suggestions": """
        SELECT item, count(*), count(DISTINCT pseudonym)
        FROM (SELECT pseudonym, unnest(suggestions) AS item FROM cards)
        GROUP BY 1 ORDER BY 2 DESC, 1""",
    "not_had": """
        SELECT DISTINCT item FROM (SELECT unnest(not_had) AS item FROM cards) ORDER BY item""",
    "set_aside": """
        SELECT CASE WHEN analyte <> '' THEN analyte ELSE kind END, reason, count(*),
               count(DISTINCT pseudonym)
        FROM set_aside GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
    "units": """
        SELECT coalesce(nullif(laboratory, ''), 'not named'), analyte, reason,
               string_agg(DISTINCT nullif(unit, ''), ', ' ORDER BY nullif(unit, '')), count(*)
        FROM set_aside WHERE reason IN ({reasons})
        GROUP BY 1, 2, 3 ORDER BY 5 DESC, 1, 2, 3""",
    "examples": """
        SELECT topic, pseudonym, date, indicator, summary, possible, missing, reasons, set_aside
        FROM (FROM cards
            QUALIFY row_number() OVER (PARTITION BY topic, pseudonym ORDER BY date DESC, card) = 1)
        QUALIFY row_number() OVER (PARTITION BY topic ORDER BY pseudonym) <= {examples}
        ORDER BY topic, pseudonym, date""",
}
JOIN = """
COPY (SELECT * FROM read_parquet({shards}) ORDER BY {columns}) TO {target} (FORMAT parquet)
"""


@dataclass(frozen=True)
class Totals:
    """B2M results and cards in all; `first` and `last` as the tables have dates."""

    patients: int
    results: int
    usable: int
    serum: int
    urine: int
    silent: int
    cards: int
    first: str
    last: str


@dataclass(frozen=True)
class Tally:
    """Everything the report says: `tables` by the name of their query."""

    export: Counted
    patients: int
    unreadable: int
    totals: Totals
    tables: Mapping[str, Table]
    days: int

    @property
    def first_cards(self) -> int:
        """Cards without those shown before, for the same evidence."""
        return sum(int(row[2]) for row in self.tables["cards"])


def tally(plan: Plan) -> Tally:
    """Count the shards of a plan, all of which are complete; join each table into one file."""
    counts = [figures_of(plan, number) for number in range(plan.shards)]
    with database(plan.out / "spill", plan.choices.memory, threads=2) as connection:
        for name in TABLES:
            _join(plan, name, connection)
        tables: dict[str, Table] = {
            name: connection.execute(query.format(reasons=REASONS, examples=EXAMPLES)).fetchall()
            for name, query in QUERIES.items()
        }
    totals = Totals(*tables["totals"][0])
    return Tally(
        counted(plan),
        _sum(counts, "patients"),
        _sum(counts, "unreadable") + counted(plan).unreadable,
        totals,
        tables,
        _days(totals, plan),
    )


def _join(plan: Plan, name: str, connection: DuckDBPyConnection) -> None:
    # By name, not by pattern: what a killed shard left behind is no result.
    files = [quoted(plan.shard(number) / f"{name}.parquet") for number in range(plan.shards)]
    shards = f"[{', '.join(files)}]"
    target = plan.out / f"{name}.parquet"
    columns = ", ".join(TABLES[name])
    connection.execute(JOIN.format(shards=shards, columns=columns, target=quoted(target)))
    connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({quoted(target)})")


def _sum(counts: Sequence[Figures], name: str) -> int:
    return sum(int(getattr(item, name)) for item in counts)


def _days(totals: Totals, plan: Plan) -> int:
    """Calendar days that the results were drawn from."""
    if not totals.first:
        return 0
    start = plan.choices.since or date.fromisoformat(f"{totals.first[:7]}-01")
    return max((plan.as_of.date() - start).days + 1, 1)
