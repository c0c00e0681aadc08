"""Small builders: a moment, a result, an estimate."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from cds_service.rules.estimate import Estimate, reported_estimate
from fhir_mappings.model import Analyte, LabResult, Moment, Reported, measured


def moment(text: str) -> Moment:
    """`2025-01-01` is that whole day, `2025-01-01T08:00` an instant."""
    day = date.fromisoformat(text[:10])
    if "T" in text:
        at = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return Moment(at, at, day, day)
    first, last = (datetime.combine(day, edge, UTC) for edge in (time.min, time.max))
    return Moment(first, last, day, day)


def result(analyte: Analyte, text: str, taken: str = "2025-01-01", method: str = "") -> LabResult:
    """`> 60` or `55`, in the canonical unit of the analyte."""
    *comparator, value = text.split()
    known = measured(Decimal(value), *comparator)
    reported = Reported(Decimal(value), analyte.unit, *comparator)
    return LabResult(analyte, known, moment(taken), f"Observation/{taken}", reported, method=method)


def estimate(egfr: str, taken: str) -> Estimate:
    return reported_estimate(result(Analyte.EGFR, egfr, taken, "CKD-EPI 2021"))


def series(written: str) -> list[Estimate]:
    """`2025-01-01 55, 2025-04-02 > 60`: estimates, oldest first."""
    pairs = [item.strip().split(maxsplit=1) for item in written.split(",") if item.strip()]
    return [estimate(egfr, day) for day, egfr in pairs]
