"""CLL-IPI item by item: points, totals and the groups between which there is a gap."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cds_service.rules.case import case_from
from cds_service.rules.cll_items import cll_rows, cll_totals, possible_totals
from cds_service.rules.lymphoid import cll_ipi
from cds_service.rules.policy import Policy
from fhir_mappings.dates import moment_from
from fhir_mappings.model import (
    Analyte,
    Chart,
    Disease,
    LabResult,
    Marker,
    MarkerResult,
    Moment,
    Patient,
    Problem,
    RecordedStage,
    Reported,
    Scheme,
    Sex,
    measured,
)

AT = datetime(2026, 11, 20, tzinfo=UTC)


def on(written: str) -> Moment:
    """A date that is one."""
    found = moment_from(written)
    assert found is not None
    return found


DAY = on("2026-11-18")


def marker(kind, present):
    return MarkerResult(kind, present, f"Observation/{kind.name}", DAY)


def reading(*markers, stages=(), born="1958-01-01", more=()):
    """CLL in a man of 68 with one B2M."""
    value = Decimal("4.1")
    sample = LabResult(
        Analyte.SERUM_B2M, measured(value), DAY, "Observation/b2m", Reported(value, "mg/L")
    )
    chart = Chart(
        results=(sample, *more),
        problems=(Problem(Disease.CLL, "Condition/1"),),
        patient=Patient(Sex.MALE, moment_from(born) if born else None),
        markers=markers,
        stages=stages,
    )
    case = case_from(chart, AT, Policy())
    assert case is not None
    return cll_ipi.read(case)


RAI_0 = RecordedStage(Scheme.RAI, "0", "Observation/rai", DAY)
MUTATED = marker(Marker.IGHV_UNMUTATED, False)
NO_17P = marker(Marker.DEL_17P, False)


def test_the_patient_of_the_gallery_is_intermediate_or_very_high_and_never_high():
    found = reading(MUTATED, NO_17P, stages=(RAI_0,))

    assert " ".join(cll_totals(found)) == (
        "The group cannot be assigned; compatible with intermediate (total 3) or very high "
        "(total 7); missing TP53 sequencing. High is not possible."
    )
    assert cll_rows(found) == (
        ("Age over 65", "68", "1"),
        ("B2M over 3.5 mg/L", "4.1 mg/L", "2"),
        ("IGHV unmutated", "mutated", "0"),
        ("Rai above 0 or Binet above A", "Rai 0 (18 Nov 2026)", "0"),
        ("TP53 deletion or mutation", "del(17p) absent; TP53 mutation no result", "0 or 4"),
    )


def test_a_settled_index_says_its_total_and_group():
    found = reading(MUTATED, NO_17P, marker(Marker.TP53_MUTATION, False), stages=(RAI_0,))

    assert cll_totals(found) == ("CLL-IPI intermediate (total 3).",)


@pytest.mark.parametrize(
    ("more", "item", "cell"),
    [
        ((), 2, ("IGHV unmutated", "not found", "0 or 2")),
        ((marker(Marker.IGHV_UNMUTATED, True),), 2, ("IGHV unmutated", "unmutated", "2")),
        ((), 3, ("Rai above 0 or Binet above A", "not found", "0 or 1")),
        (
            (marker(Marker.TP53_MUTATION, True),),
            4,
            ("TP53 deletion or mutation", "del(17p) no result; TP53 mutation present", "4"),
        ),
        (
            (marker(Marker.DEL_17P, None),),
            4,
            ("TP53 deletion or mutation", "del(17p) not clear; TP53 mutation no result", "0 or 4"),
        ),
    ],
)
def test_an_item_says_what_was_found_and_the_points_it_may_give(more, item, cell):
    assert cll_rows(reading(*more))[item] == cell


@pytest.mark.parametrize(
    ("born", "age", "points"),
    [("1958-01-01", "68", "1"), ("1961-11-18", "65", "0"), ("1960", "65 or 66", "0 or 1")],
)
def test_an_age_that_is_not_exact_leaves_its_point_open(born, age, points):
    assert cll_rows(reading(born=born))[0] == ("Age over 65", age, points)


def test_without_a_date_of_birth_the_age_is_not_found():
    assert cll_rows(reading(born=""))[0] == ("Age over 65", "not found", "0 or 1")


def test_a_stage_that_low_counts_force_names_the_count():
    value = Decimal(92)
    platelets = LabResult(
        Analyte.PLATELETS, measured(value), DAY, "Observation/plt", Reported(value, "10*9/L")
    )

    row = cll_rows(reading(more=(platelets,)))[3]

    assert row == ("Rai above 0 or Binet above A", "platelets 92 10*9/L", "1")


def test_an_undated_stage_is_shown_without_a_date():
    undated = RecordedStage(Scheme.BINET, "B", "Condition/1", None)

    assert cll_rows(reading(stages=(undated,)))[3][1:] == ("Binet B", "1")


def test_two_stages_on_record_are_both_shown():
    rai = RecordedStage(Scheme.RAI, "I", "Condition/1", None)
    binet = RecordedStage(Scheme.BINET, "B", "Condition/2", None)

    assert cll_rows(reading(stages=(rai, binet)))[3][1:] == ("Rai I, Binet B", "1")


def test_with_nothing_known_every_total_from_0_to_10_is_possible_in_the_groups_of_the_paper():
    assert possible_totals({}) == {
        "low": [0, 1],
        "intermediate": [2, 3],
        "high": [4, 5, 6],
        "very high": [7, 8, 9, 10],
    }
