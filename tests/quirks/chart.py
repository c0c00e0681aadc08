"""Whose chart the fake servers hold: one patient with myeloma, and another whose rows must never be
used for the first."""

from datetime import UTC, date, datetime
from typing import Any

from cds_service.demo.catalogue import ALBUMIN, B2M
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.patients import demo_patient

Resource = dict[str, Any]

PATIENT_ID = "iss-3"
OTHER_ID = "somebody-else"
OTHER_VALUE = "17.71"  # mg/L, and nowhere else
TODAY = datetime.now(UTC).date()


def chart(today: date = TODAY) -> list[Resource]:
    """The patient's own resources: five B2M results, the newest 6.1 mg/L, and what goes with it."""
    older = ChartWriter(PATIENT_ID, today)
    for months in range(1, 5):
        older.result(B2M, "6.0", 30 * months)
    return [*demo_patient(PATIENT_ID, today).resources, *older.resources]


def somebody_else(today: date = TODAY) -> list[Resource]:
    """Another patient, with a higher B2M of today."""
    writer = ChartWriter(OTHER_ID, today)
    writer.person("Ilse", "Other", "female", 50)
    writer.result(B2M, OTHER_VALUE, 0)
    writer.result(ALBUMIN, "2.2", 0)
    return writer.resources


def without_b2m() -> list[Resource]:
    """The chart of a patient in whom B2M was never measured."""
    return [row for row in chart() if not is_b2m(row)]


def is_b2m(row: Resource) -> bool:
    """Is this a serum B2M result?"""
    return any(item.get("code") == "1952-1" for item in row.get("code", {}).get("coding", []))


def many(rows: int) -> list[Resource]:
    """The chart with this many B2M results more, one a day, all older than the newest."""
    writer = ChartWriter(PATIENT_ID, TODAY)
    for days in range(150, 150 + rows):
        writer.result(B2M, "6.0", days)
    return [*chart(), *writer.resources]
