from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fhir_mappings.bundle import Entry
from fhir_mappings.dates import moment_from, period_end
from fhir_mappings.model import Moment
from fhir_mappings.specimen import taken_moment
from fhir_mappings.subject import Reading, identity
from tests.tables import rows

SPANS = """
    written    | zone             | earliest         | last second         | first day  | last day
    2026       | UTC              | 2026-01-01 00:00 | 2026-12-31 23:59:59 | 2026-01-01 | 2026-12-31
    2026-02    | UTC              | 2026-02-01 00:00 | 2026-02-28 23:59:59 | 2026-02-01 | 2026-02-28
    2024-02    | UTC              | 2024-02-01 00:00 | 2024-02-29 23:59:59 | 2024-02-01 | 2024-02-29
    2026-12    | UTC              | 2026-12-01 00:00 | 2026-12-31 23:59:59 | 2026-12-01 | 2026-12-31
    2026-11-18 | UTC              | 2026-11-18 00:00 | 2026-11-18 23:59:59 | 2026-11-18 | 2026-11-18
    2026-11-18 | Europe/Berlin    | 2026-11-17 23:00 | 2026-11-18 22:59:59 | 2026-11-18 | 2026-11-18
    2026-03-29 | Europe/Berlin    | 2026-03-28 23:00 | 2026-03-29 21:59:59 | 2026-03-29 | 2026-03-29
    2026-10-25 | Europe/Berlin    | 2026-10-24 22:00 | 2026-10-25 22:59:59 | 2026-10-25 | 2026-10-25
    2026-11-18 | America/New_York | 2026-11-18 05:00 | 2026-11-19 04:59:59 | 2026-11-18 | 2026-11-18
    2026-07    | America/New_York | 2026-07-01 04:00 | 2026-08-01 03:59:59 | 2026-07-01 | 2026-07-31
"""

INSTANTS = """
    written                             | zone          | in UTC                     | day
    2026-11-18T08:30:00Z                | UTC           | 2026-11-18 08:30           | 2026-11-18
    2026-11-18T08:30:00+01:00           | UTC           | 2026-11-18 07:30           | 2026-11-18
    2026-11-18T23:30:00-05:00           | UTC           | 2026-11-19 04:30           | 2026-11-18
    2026-11-18T00:30:00+14:00           | UTC           | 2026-11-17 10:30           | 2026-11-18
    2026-11-18T08:30:00-00:00           | UTC           | 2026-11-18 08:30           | 2026-11-18
    2026-11-18T08:30:15.5Z              | UTC           | 2026-11-18 08:30:15.500000 | 2026-11-18
    2026-11-18T08:30:15.123456789+01:00 | UTC           | 2026-11-18 07:30:15.123456 | 2026-11-18
    2026-11-18T08:30Z                   | UTC           | 2026-11-18 08:30           | 2026-11-18
    2026-11-18T08:30                    | UTC           | 2026-11-18 08:30           | 2026-11-18
    2026-11-18T08:30:00                 | Europe/Berlin | 2026-11-18 07:30           | 2026-11-18
    2026-07-18T08:30                    | Europe/Berlin | 2026-07-18 06:30           | 2026-07-18
    2026-11-18T08:30:00Z                | Europe/Berlin | 2026-11-18 08:30           | 2026-11-18
"""

INVALID = [
    *(None, "", " ", 2026, 20261118, True, [], ["2026-11-18"], {"start": "2026"}),
    *("yesterday", "18.11.2026", "11/18/2026", "20261118", "26-11-18", "2026-1-8", "2026-11-"),
    *("2026-13", "2026-00", "2026-02-29", "2026-02-30", "2026-11-31", "2026-13-01", "0000"),
    *("2026-11-18T", "2026-11-18T8:30", "2026-11-18T24:00:00Z", "2026-11-18T12:60:00Z"),
    *("2026-11-18T08", "2026-11-18 08:30:00", "2026-11-18T08:30:00+25:00", "2026-11T08:30:00Z"),
    *("2026-11-18T08:30:00 CET", "2026-11-18T08:30:00.Z", "2026-11-18T08:30:00Z\n+01:00"),
    *("٢٠٢٦-11-18", "2026-11-18T٠٨:30:00Z", "2026-11-18T08:30:00.٥Z"),
]

EFFECTIVE = """
    dateTime   | instant              | start      | end        | issued               | day
    2026-11-01 | 2026-11-02T00:00:00Z | 2026-11-03 | 2026-11-04 | 2026-11-05T00:00:00Z | 2026-11-01
               | 2026-11-02T00:00:00Z | 2026-11-03 | 2026-11-04 | 2026-11-05T00:00:00Z | 2026-11-02
               |                      | 2026-11-03 | 2026-11-04 | 2026-11-05T00:00:00Z | 2026-11-04
               |                      | 2026-11-03 |            | 2026-11-05T00:00:00Z | 2026-11-03
               |                      |            | 2026-11-04 | 2026-11-05T00:00:00Z | 2026-11-04
               |                      | 2026-11-03 | garbage    | 2026-11-05T00:00:00Z | 2026-11-03
               |                      |            |            | 2026-11-05T00:00:00Z | 2026-11-05
    garbage    |                      |            |            | 2026-11-05T00:00:00Z | 2026-11-05
    garbage    | 2026-11-02T00:00:00Z |            |            |                      | 2026-11-02
"""


@pytest.mark.parametrize(
    ("written", "zone", "earliest", "last_second", "first", "last"), rows(SPANS)
)
def test_a_date_is_the_whole_span_in_the_sites_zone(
    written, zone, earliest, last_second, first, last
):
    found = moment_from(written, ZoneInfo(zone))

    assert found is not None
    assert found.earliest == utc(earliest)
    assert found.latest == utc(last_second).replace(microsecond=999999)
    assert (found.first_day, found.last_day) == (day(first), day(last))


@pytest.mark.parametrize(("written", "zone", "in_utc", "on"), rows(INSTANTS))
def test_a_date_with_time_is_one_instant_and_keeps_its_own_day(written, zone, in_utc, on):
    found = moment_from(written, ZoneInfo(zone))

    assert found is not None
    assert found.earliest == found.latest == utc(in_utc)
    assert found.earliest.tzinfo is UTC
    assert (found.first_day, found.last_day) == (day(on), day(on))


@pytest.mark.parametrize("written", INVALID, ids=repr)
def test_anything_else_is_no_moment(written):
    assert moment_from(written) is None


def test_blanks_around_a_date_are_forgiven():
    assert moment_from(" 2026-11-18 ") == moment_from("2026-11-18")


def test_a_date_whose_instant_lies_outside_the_calendar_is_no_moment():
    assert moment_from("0001-01-01", ZoneInfo("Asia/Tokyo")) is None
    assert moment_from("9999-12-31", ZoneInfo("America/New_York")) is None
    assert moment_from("0001-01-01T00:00:00+09:00") is None


@pytest.mark.parametrize(("date_time", "instant", "start", "end", "issued", "on"), rows(EFFECTIVE))
def test_a_specimen_is_dated_by_effective_and_only_then_by_issued(
    date_time, instant, start, end, issued, on
):
    resource = {
        "effectiveDateTime": date_time,
        "effectiveInstant": instant,
        "effectivePeriod": {"start": start, "end": end},
        "issued": issued,
    }

    found = taken(resource)

    assert found is not None
    assert found.last_day == day(on)


def test_the_sites_zone_holds_for_every_kind_of_date():
    berlin = ZoneInfo("Europe/Berlin")
    resources = (
        {"effectiveDateTime": "2026-11-18"},
        {"effectiveInstant": "2026-11-18T00:00:00"},
        {"effectivePeriod": {"end": "2026-11-18"}},
        {"effectivePeriod": {"start": "2026-11-18"}},
        {"effectiveTiming": {"event": ["2026-11-17", "2026-11-18", 5]}},
        {"effectiveTiming": {"repeat": {"boundsPeriod": {"end": "2026-11-18"}}}},
        {"issued": "2026-11-18T00:00:00"},
    )

    found = [taken(resource, berlin) for resource in resources]

    assert [item and item.earliest for item in found] == [utc("2026-11-17 23:00")] * 7


@pytest.mark.parametrize(
    "resource", [{}, {"effectiveTiming": {"event": ["soon"]}}, {"effectiveTiming": "2026"}]
)
def test_a_resource_without_a_usable_date_has_none(resource):
    assert taken(resource) is None


@pytest.mark.parametrize("period", [None, "2026-11-18", [{"end": "2026-11-18"}], {}, {"end": 5}])
def test_an_odd_period_has_no_end(period):
    assert period_end(period) is None


def taken(resource: dict[str, Any], zone: tzinfo = UTC) -> Moment | None:
    return taken_moment(Entry(resource), Reading(identity("p1", []), utc("2026-11-20"), zone))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)
