"""What a run says of patients: at which results, which cards, and what stays out of the tables."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from cds_service.bulk.evaluate import Evaluation
from cds_service.bulk.rows import TABLES, without_days
from cds_service.bulk.shard import figures_of
from tests.bulk.exports import NOTHING_LACKS, evaluated, patient, rows
from tests.fhir_mappings.resources import (
    ALBUMIN,
    CREATININE,
    LDH,
    MYELOMA,
    condition,
    observation,
    quantity,
)

MYELOMA_STAGE = "b2mmyelomastage"


def results(day, *, b2m="6.3", albumin="40"):
    """A B2M and its companions of one day."""
    issued = f"2026-{day}T08:00:00Z"
    dated = {"effectiveDateTime": issued, "issued": issued}
    return [
        observation(id=f"b2m-{day}", valueQuantity=quantity(b2m, "mg/L"), **dated),
        observation(ALBUMIN, id=f"alb-{day}", valueQuantity=quantity(albumin, "g/L"), **dated),
        observation(CREATININE, id=f"cr-{day}", valueQuantity=quantity("0.8", "mg/dL"), **dated),
        observation(LDH, id=f"ldh-{day}", valueQuantity=quantity("150", "U/L"), **dated),
    ]


def staged(plan):
    return [row for row in rows(plan, "cards") if row["story"] == MYELOMA_STAGE]


def test_a_card_is_counted_for_the_result_that_brings_it(tmp_path):
    diagnosis = condition(MYELOMA, recordedDate="2026-11-01")

    plan = evaluated([patient(), diagnosis, *results("11-10")], tmp_path)

    (card,) = staged(plan)
    (result,) = rows(plan, "results")
    assert card["possible"] == ["III"]
    assert card["rule"] == "iss"
    assert card["date"] == result["date"] == "2026-11"
    assert card["summary"].startswith("ISS III")
    assert (result["serum"], result["urine"], result["usable"], result["cards"]) == (
        True,
        False,
        True,
        1,
    )


def test_a_diagnosis_that_was_entered_later_stages_no_earlier_result(tmp_path):
    diagnosis = condition(MYELOMA, onsetDateTime="2026-10-01", recordedDate="2026-11-05")

    plan = evaluated([patient(), diagnosis, *results("10-10"), *results("11-10")], tmp_path)

    assert [card["date"] for card in staged(plan)] == ["2026-11"]
    assert [row["date"] for row in rows(plan, "results")] == ["2026-10", "2026-11"]


def test_the_same_card_for_a_later_result_is_a_repetition(tmp_path):
    withdrawn = observation(
        id="later", status="entered-in-error", effectiveDateTime="2026-11-15T08:00:00Z"
    )
    diagnosis = condition(MYELOMA, recordedDate="2026-11-01")

    plan = evaluated([patient(), diagnosis, *results("11-10"), withdrawn], tmp_path)

    first, again = staged(plan)
    assert first["card"] == again["card"]
    assert (first["repeat"], again["repeat"]) == (False, True)


def test_new_evidence_is_another_card(tmp_path):
    diagnosis = condition(MYELOMA, recordedDate="2026-11-01")

    plan = evaluated(
        [patient(), diagnosis, *results("11-05"), *results("11-10", b2m="7")], tmp_path
    )

    assert [card["repeat"] for card in staged(plan)] == [False, False]


def test_results_before_the_first_day_are_read_but_not_evaluated(tmp_path):
    choices = dataclasses.replace(NOTHING_LACKS, since=date(2026, 11, 1))
    diagnosis = condition(MYELOMA, recordedDate="2026-09-01")
    earlier = [item for item in results("10-30") if item["id"] != "b2m-10-30"]

    plan = evaluated(
        [patient(), diagnosis, *results("10-01"), *earlier, results("11-10")[0]], tmp_path, choices
    )

    assert [row["date"] for row in rows(plan, "results")] == ["2026-11"]
    (card,) = staged(plan)
    assert card["possible"] == ["III"]
    assert card["missing"] == []


def test_what_cannot_be_read_is_listed_once_with_laboratory_and_unit(tmp_path):
    given: dict[str, Any] = {
        "performer": [{"display": "North Lab"}],
        "valueQuantity": quantity("6", "furlong"),
    }
    twice = [
        observation(id="odd", effectiveDateTime="2026-11-01", **given),
        *results("11-05"),
        *results("11-10"),
    ]

    (aside,) = rows(evaluated([patient(), *twice], tmp_path), "set_aside")

    assert aside["reason"] == "its unit is not recognised"
    assert (aside["kind"], aside["analyte"]) == ("Observation", "B2M")
    assert (aside["laboratory"], aside["unit"]) == ("North Lab", "furlong")


def test_a_card_about_an_impossible_value_says_why_it_was_set_aside(tmp_path):
    plan = evaluated([patient(), observation(valueQuantity=quantity("900", "mg/L"))], tmp_path)

    (card,) = rows(plan, "cards")
    assert card["rule"] == "unusable-b2m"
    assert card["set_aside"] == ["its value is outside the plausible range; verify value and unit"]


def test_another_test_that_only_looks_like_b2m_is_no_result(tmp_path):
    other = observation("2345-7", code={"text": "Beta-2 microglobulin in CSF"})

    plan = evaluated([patient(), other], tmp_path)

    assert rows(plan, "results") == []
    assert sum(figures_of(plan, number).patients for number in range(plan.shards)) == 1


def test_a_type_that_the_export_lacks_is_unknown_unless_it_was_asked_for(tmp_path):
    choices = dataclasses.replace(NOTHING_LACKS, exported=("ServiceRequest",))
    plan = evaluated([patient(), *results("11-10")], tmp_path, choices)

    lacking = {item.key for item in Evaluation(plan, frozenset({"Observation"})).coverage}

    assert {"patient", "conditions", "medications", "procedures"} <= lacking
    assert {"b2m", "orders"} & lacking == set()
    (card,) = rows(plan, "cards")
    assert "conditions" in card["not_had"]
    assert "patient" not in card["not_had"]


CANARIES = ("Canaria", "MRN-4711", "1960-03-01", "p-canary", "o-canary", "Dr. Vogel", "a sentence")


@pytest.mark.parametrize("keep_dates", [False, True])
def test_nothing_that_names_a_patient_is_written(tmp_path, keep_dates):
    choices = dataclasses.replace(NOTHING_LACKS, keep_dates=keep_dates)
    subject: dict[str, Any] = {"subject": {"reference": "Patient/p-canary"}}
    named = patient("p-canary", name=[{"family": "Canaria"}], identifier=[{"value": "MRN-4711"}])
    doctor = [{"reference": "Practitioner/9", "display": "Dr. Vogel"}]
    odd = observation(
        id="o-canary", valueQuantity=quantity("6", "a sentence, not a unit: Canaria"), **subject
    )
    own = [{**item, **subject, "performer": doctor} for item in results("11-10")]

    plan = evaluated([named, odd, *own, condition(MYELOMA, **subject)], tmp_path, choices)

    written = str([rows(plan, table) for table in TABLES])
    assert rows(plan, "cards")
    assert [canary for canary in CANARIES if canary in written] == []
    assert ("10 Nov 2026" in written, "2026-11-10" in written) == (keep_dates, keep_dates)


def test_a_pseudonym_is_the_same_for_a_patient_and_depends_on_the_key(tmp_path):
    plan = evaluated([patient(), *results("11-05"), *results("11-10")], tmp_path)
    other = dataclasses.replace(plan, pseudonym_key=b"another")

    (name,) = {row["pseudonym"] for row in rows(plan, "results")}

    assert name == Evaluation(plan, frozenset()).pseudonym("p1")
    assert name != Evaluation(other, frozenset()).pseudonym("p1")
    assert len(name) == 16


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("B2M 8.9 mg/L (18 Nov 2026). At eGFR 24", "B2M 8.9 mg/L (Nov 2026). At eGFR 24"),
        ("between 1 May 2026 and 12 Jun 2026", "between May 2026 and Jun 2026"),
        ("as of 2026-11-18", "as of 2026-11"),
        ("up from 0.7 to 3.9 mg/dL in 24 h", "up from 0.7 to 3.9 mg/dL in 24 h"),
    ],
)
def test_days_become_months_in_the_text_of_a_card(text, masked):
    assert without_days(text) == masked
