"""Which results belong together: the nearest in time, within the window of policy P-05."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.possible import Number
from fhir_mappings.model import LabResult, Measured, Moment


def nearest(results: Iterable[LabResult], anchor: Moment, max_days: int) -> LabResult | None:
    """The result closest to a moment within a window; results by a fallback method come last.

    A tie goes to the earlier result.
    """
    near = [result for result in results if result.taken.days_from(anchor) <= max_days]
    return min(near, key=lambda result: _rank(result, anchor), default=None)


def same_specimen(one: LabResult, other: LabResult, policy: Policy = DEFAULT) -> bool:
    """Do two results belong to one specimen: by its reference, else taken within an hour (5.2)?"""
    if one.specimen and other.specimen:
        return one.specimen == other.specimen
    return abs(one.taken.latest - other.taken.latest) <= timedelta(hours=policy.specimen_hours)


def _rank(result: LabResult, anchor: Moment) -> tuple[bool, timedelta, datetime]:
    distance = abs(result.taken.latest - anchor.latest)
    return result.fallback, distance, result.taken.latest


def known_number(item: Number, result: LabResult, policy: Policy) -> Measured:
    """What an index may take as known: a value converted by molar mass keeps both sides of a
    cut-off it lies close to (policy P-02)."""
    value = result.value
    if not result.approximate:
        return value
    edge = value.low if value.low.is_finite() else value.high
    zones = item.zones(edge, policy.molar_no_stage_zone)
    return _widened(value, zones[0]) if zones else value


def _widened(value: Measured, zone: Measured) -> Measured:
    low, high = min(value.low, zone.low), max(value.high, zone.high)
    return Measured(low, high, low_included=True, high_included=True)
