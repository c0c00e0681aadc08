from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from fhir_mappings.model import Analyte, Reason, measured
from tests.fhir_mappings.resources import (
    AT,
    B2M,
    CREATININE,
    EGFR,
    LDH,
    aside,
    chart,
    observation,
    quantity,
    result,
)
from tests.tables import rows

STATUSES = """
    status           | set aside as
    final            |
    amended          |
    corrected        |
    preliminary      | PENDING
    registered       | PENDING
    cancelled        | WITHDRAWN
    entered-in-error | WITHDRAWN
    unknown          | UNKNOWN_STATUS
    Final            | UNKNOWN_STATUS
    done             | UNKNOWN_STATUS
                     | UNKNOWN_STATUS
"""

COMPARATORS = ["", "<", "<=", ">", ">="]


@pytest.mark.parametrize(("status", "reason"), rows(STATUSES))
def test_only_a_final_amended_or_corrected_result_is_used(status, reason):
    found = chart(observation(status=status))

    assert [item.reason for item in found.unusable] == ([Reason[reason]] if reason else [])
    assert [item.status for item in found.results] == ([] if reason else [status])


@pytest.mark.parametrize("status", [None, 5, ["final"], {"code": "final"}, True])
def test_a_status_that_is_not_text_is_not_fhirs(status):
    assert aside(observation() | {"status": status}).reason is Reason.UNKNOWN_STATUS


@pytest.mark.parametrize("date", [None, "2027-01-01", "garbage"])
def test_a_withdrawn_result_stays_withdrawn_whatever_its_date(date):
    found = aside(observation(status="entered-in-error", effectiveDateTime=date))

    assert found.reason is Reason.WITHDRAWN


def test_a_usable_result_says_what_the_laboratory_reported_and_what_it_means():
    found = result(observation(valueQuantity=quantity("6300", "ug/L"), issued="2026-11-19T08:00Z"))

    assert found.analyte is Analyte.SERUM_B2M
    assert found.value == measured(Decimal("6.3"))
    assert found.reported.text == "6300 ug/L"
    assert (found.factor, found.approximate) == (Decimal("0.001"), False)
    assert found.taken.text == "18 Nov 2026"
    assert found.issued == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert (found.reference, found.loinc, found.status) == ("Observation/o1", "1952-1", "final")


def test_a_molar_result_is_marked_as_approximate():
    found = result(observation("14626-6", valueQuantity=quantity("250", "nmol/L")))

    assert found.approximate
    assert found.value == measured(Decimal("2.93225"))


@pytest.mark.parametrize(
    ("loinc", "unit", "method", "fallback"),
    [
        ("1751-7", "g/L", "", False),
        ("61152-5", "g/L", "bromocresol purple", False),
        ("2862-1", "g/L", "electrophoresis", True),
        ("48642-3", "mL/min", "MDRD, race-specific", True),
        ("98979-8", "mL/min", "CKD-EPI 2021", False),
    ],
)
def test_method_and_fallback_follow_the_code(loinc, unit, method, fallback):
    found = result(observation(loinc, valueQuantity=quantity("35", unit)))

    assert (found.method, found.fallback) == (method, fallback)


@pytest.mark.parametrize("comparator", COMPARATORS)
def test_a_comparator_makes_the_value_a_bound(comparator):
    found = result(observation(valueQuantity=quantity("20", "mg/L", comparator=comparator)))

    assert found.value == measured(Decimal(20), comparator)
    assert found.reported.comparator == comparator


@pytest.mark.parametrize("comparator", ["~", "ad", "=", "≥", "less than"])
def test_a_comparator_that_is_not_fhirs_sets_the_result_aside(comparator):
    found = aside(observation(valueQuantity=quantity("20", "mg/L", comparator=comparator)))

    assert found.reason is Reason.UNKNOWN_COMPARATOR


@pytest.mark.parametrize(
    ("effective", "issued", "reason"),
    [
        (None, None, Reason.NO_DATE),
        ("yesterday", None, Reason.NO_DATE),
        (["2026-11-18"], None, Reason.NO_DATE),
        ("2026-11-20T12:00:01Z", None, Reason.FUTURE),
        ("2026-11-21", None, Reason.FUTURE),
        ("2026-12", None, Reason.FUTURE),
        (None, "2026-11-21T00:00:00Z", Reason.FUTURE),
    ],
)
def test_a_result_needs_a_date_that_is_not_in_the_future(effective, issued, reason):
    assert aside(observation(effectiveDateTime=effective, issued=issued)).reason is reason


@pytest.mark.parametrize(
    "effective", ["2026-11-20T12:00:00Z", "2026-11-20", "2026-11", "2026", "1999-01-01"]
)
def test_a_date_that_may_already_have_passed_is_not_in_the_future(effective):
    assert result(observation(effectiveDateTime=effective)).taken.earliest <= AT


def test_a_date_without_time_begins_in_the_sites_zone():
    tomorrow = observation(effectiveDateTime="2026-11-21")

    assert aside(tomorrow, at=datetime(2026, 11, 20, 23, tzinfo=UTC)).reason is Reason.FUTURE
    assert result(
        tomorrow, at=datetime(2026, 11, 20, 23, tzinfo=UTC), zone=ZoneInfo("Europe/Berlin")
    )


def test_the_time_of_issue_stands_in_for_the_specimens():
    found = result(observation(effectiveDateTime=None, issued="2026-11-19T08:00:00Z"))

    assert found.taken.text == "19 Nov 2026"


def test_the_time_of_issue_is_unknown_when_it_is_not_recorded():
    assert result(observation()).issued is None


def test_a_set_aside_result_of_the_patient_says_what_it_would_have_been():
    found = aside(observation(valueQuantity=quantity("3.5", "furlong")))

    assert found.reference == "Observation/o1"
    assert found.analyte is Analyte.SERUM_B2M
    assert found.reported == "3.5 furlong"
    assert found.taken is not None
    assert found.taken.text == "18 Nov 2026"


@pytest.mark.parametrize("subject", [{"reference": "Patient/p2"}, None, {"display": "Ada"}])
def test_of_a_result_that_may_be_another_patients_nothing_but_its_existence_is_kept(subject):
    found = aside(observation(subject=subject))

    assert found.reason in {Reason.OTHER_PATIENT, Reason.NO_SUBJECT}
    assert (found.taken, found.reported) == (None, "")


@pytest.mark.parametrize(
    ("performer", "laboratory"),
    [
        (None, ""),
        ([], ""),
        ([{"display": "Central Laboratory"}], "Central Laboratory"),
        ([{"reference": "Practitioner/1", "display": "Dr Who"}], ""),
        ([{"reference": "PractitionerRole/1", "display": "Dr Who"}], ""),
        ([{"reference": "Organization/1"}], ""),
        (
            [
                {"reference": "Practitioner/1", "display": "Dr Who"},
                {"reference": "Organization/1"},
                {"reference": "Organization/2", "display": "Central Laboratory"},
                {"reference": "Organization/3", "display": "Other Laboratory"},
            ],
            "Central Laboratory",
        ),
        ({"display": "Central Laboratory"}, ""),
        ("Central Laboratory", ""),
        (["Central Laboratory", None, {"display": " Other Laboratory "}], "Other Laboratory"),
        ([{"reference": ["Organization/1"], "display": {"text": "x"}}], ""),
        ([{"reference": 5, "display": "Central Laboratory"}], "Central Laboratory"),
    ],
    ids=str,
)
def test_the_laboratory_is_the_first_named_performer_that_is_not_a_person(performer, laboratory):
    assert result(observation(performer=performer)).laboratory == laboratory


@pytest.mark.parametrize(
    ("loinc", "unit"), [(B2M, "mg/L"), (EGFR, "mL/min/{1.73_m2}"), (CREATININE, "mg/dL")]
)
@pytest.mark.parametrize(("value", "comparator"), [("-1", ""), ("-0.01", ""), ("-1", "<")])
def test_a_value_below_zero_is_implausible(loinc, unit, value, comparator):
    found = aside(observation(loinc, valueQuantity=quantity(value, unit, comparator=comparator)))

    assert found.reason is Reason.IMPLAUSIBLE
    assert found.reported == f"{comparator} {value} {unit}".strip()


@pytest.mark.parametrize("value", ["0", "-0", "0.0"])
def test_zero_is_not_below_zero(value):
    assert result(observation(EGFR, valueQuantity=quantity(value, "mL/min/1.73m2"))).value.low == 0


@pytest.mark.parametrize(("loinc", "unit"), [(LDH, "U/L"), (CREATININE, "mg/dL")])
def test_other_analytes_are_read_the_same_way(loinc, unit):
    found = result(observation(loinc, valueQuantity=quantity("1.2", unit)))

    assert found.analyte.unit == unit
    assert found.value == measured(Decimal("1.2"))
