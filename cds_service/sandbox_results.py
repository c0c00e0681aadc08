"""Invented B2M results for a patient of a sandbox, in the request only: no server ever gets them.

Most public servers hold no B2M. Each invented Observation is tagged as test health data (HTEST) and
its laboratory is named SYNTHETIC, which the card shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cds_service.demo.catalogue import ALBUMIN, B2M, CREATININE, LDH
from cds_service.demo.chart_writer import ChartWriter, Resource
from cds_service.ehr_prefetch import Prefetched

INVENTED = ((B2M, "6.1"), (ALBUMIN, "3.2"), (LDH, "190"), (CREATININE, "1.0"))
LABORATORY = "SYNTHETIC, added by b2m-cds sandbox"


def demo_results(patient_id: str, today: date) -> tuple[Resource, ...]:
    """B2M, albumin, LDH and creatinine of two days ago, marked as invented."""
    writer = ChartWriter(patient_id, today)
    for test, value in INVENTED:
        writer.result(test, value)
    return tuple(
        {**row, "id": f"synthetic-{place}", "performer": [{"display": LABORATORY}]}
        for place, row in enumerate(writer.resources, 1)
    )


def with_results(
    prefetched: Iterable[Prefetched], templates: Mapping[str, str], rows: Sequence[Resource]
) -> tuple[Prefetched, ...]:
    """What an EHR would deliver if these rows were on its server: each under the key that asks
    for its code."""
    return tuple(
        _with(item, [row for row in rows if _coding(row) in templates.get(item.key, "")])
        for item in prefetched
    )


def _with(item: Prefetched, rows: Sequence[Resource]) -> Prefetched:
    if not rows:
        return item
    held = item.value if isinstance(item.value, dict) else {}
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", **held}
    added = [{"resource": row, "search": {"mode": "match"}} for row in rows]
    return replace(item, value=bundle | {"entry": [*(held.get("entry") or ()), *added]}, refused="")


def _coding(row: Resource) -> str:
    coding = row["code"]["coding"][0]
    return f"{coding['system']}|{coding['code']}"
