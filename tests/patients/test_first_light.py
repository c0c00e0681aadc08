"""What a first card must get right, patient by patient (issue "First light")."""

import pytest

from cds_service.demo.catalogue import ALBUMIN, B2M, MYELOMA
from cds_service.demo.chart_writer import ChartWriter
from cds_service.explanation import EXTENSION
from fhir_mappings.bundle import Entry
from fhir_mappings.model import Availability, Coverage
from tests.patients.reading import TODAY, cards_of, sent

ID = "p1"


def myeloma(b2m, unit="mg/L", albumin=None, status="final"):
    """A man of 64 with confirmed myeloma and the given results, as a list of resources."""
    chart = ChartWriter(ID, TODAY)
    chart.person("Test", "Person", "male", 64)
    chart.problem(MYELOMA)
    chart.result(B2M, b2m, unit=unit, limits=("", ""), status=status)
    if albumin:
        chart.result(ALBUMIN, albumin, unit="g/L", limits=("35", "50"))
    return chart.resources


def of_type(resources, kind):
    return next(item for item in resources if item["resourceType"] == kind)


def cards(resources, coverage=()):
    return cards_of([Entry(sent(item)) for item in resources], ID, coverage)


def only_card(resources, coverage=()):
    (card,) = cards(resources, coverage)
    return card


def labels(card):
    return [item["label"] for item in card.get("suggestions", ())]


def test_6300_micrograms_with_albumin_31_is_iss_3_and_the_conversion_is_shown():
    card = only_card(myeloma("6300", "ug/L", albumin="31"))

    assert card["summary"].startswith("ISS III if untreated then: B2M 6.3 mg/L (18 Nov 2026)")
    assert "B2M 6.3 mg/L (reported 6300 ug/L, x 0.001)" in card["detail"]


def test_250_nanomoles_are_about_2_93_and_the_molar_factor_is_named():
    card = only_card(myeloma("250", "nmol/L", albumin="38"))

    assert "B2M about 2.93 mg/L" in card["summary"]
    assert "reported 250 nmol/L, x 0.011729 by molar mass" in card["detail"]


def test_an_unknown_unit_is_named_and_nothing_is_staged():
    card = only_card(myeloma("6.1", "furlong", albumin="31"))

    assert card["summary"] == (
        "B2M of 18 Nov 2026 cannot be interpreted: its unit is not recognised (reported as 6.1 "
        "furlong)"
    )
    assert "ISS" not in card["summary"] + card["detail"]


def test_b2m_4_without_albumin_is_iss_2_and_albumin_is_not_asked_for():
    card = only_card(myeloma("4.0"))

    assert card["summary"].startswith("ISS II and R-ISS II, if untreated then")
    assert "| ISS | **II** | - |" in card["detail"]
    assert "Order serum albumin" not in labels(card)


def test_b2m_2_without_albumin_is_1_or_2_and_asks_for_albumin():
    card = only_card(myeloma("2.0"))

    assert card["summary"].startswith("ISS I or II: albumin decides")
    assert "| ISS | not assignable: I or II | albumin |" in card["detail"]
    assert "Order serum albumin" in labels(card)


def test_another_patients_result_is_set_aside_and_named_without_its_value():
    foreign = of_type(myeloma("19.87"), "Observation") | {
        "id": "foreign",
        "subject": {"reference": "Patient/somebody-else"},
    }

    card = only_card([*myeloma("2.0", albumin="40"), foreign])

    assert card["extension"][EXTENSION]["setAside"] == [
        {"reference": "Observation/foreign", "reason": "belongs to another patient"}
    ]
    assert card["summary"].startswith("ISS I if untreated then: B2M 2.0 mg/L")
    assert "19.87" not in str(card)


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_withdrawn_b2m_is_no_b2m(status):
    assert cards(myeloma("6.1", status=status)) == []


def test_without_any_b2m_there_is_no_card():
    resources = [item for item in myeloma("6.1") if item["resourceType"] != "Observation"]

    assert cards(resources) == []


def changed(resources, **members):
    observation = of_type(resources, "Observation")
    observation.update(members)
    return [
        item if item is not observation else {k: v for k, v in item.items() if v is not None}
        for item in resources
    ]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"valueQuantity": None}, "cannot be interpreted: has no value"),
        ({"valueQuantity": {"value": 6}}, "cannot be interpreted: has no unit"),
        ({"valueQuantity": None, "valueString": "high"}, "is not a number with a unit"),
        ({"status": "preliminary"}, "not final yet"),
        ({"subject": {"reference": "Patient/other"}}, "belongs to another patient"),
        ({"subject": None}, "does not say whose result it is"),
        ({"valueQuantity": {"value": 2100, "unit": "mg/L"}}, "outside the plausible range"),
    ],
)
def test_a_b2m_that_exists_but_cannot_be_used_gets_one_card_that_says_why(members, why):
    card = only_card(changed(myeloma("6.1"), **members))

    assert why in card["summary"]
    assert card["indicator"] == "info"
    assert "ISS" not in card["summary"]


def test_a_forbidden_problem_list_is_said_and_nothing_is_staged():
    resources = [item for item in myeloma("6.1") if item["resourceType"] != "Condition"]
    forbidden = (Coverage("conditions", Availability.UNAVAILABLE, "forbidden"),)

    card = only_card(resources, forbidden)

    assert "diagnoses could not be read (problem list not available)" in card["detail"]
    assert "Problem list (forbidden) could not be read" in card["detail"]
    assert "no confirmed diagnosis" not in card["detail"]


def test_a_normal_b2m_with_a_forbidden_problem_list_still_gets_a_card():
    resources = [item for item in myeloma("2.0") if item["resourceType"] != "Condition"]
    forbidden = (Coverage("conditions", Availability.UNAVAILABLE, "forbidden"),)

    assert "diagnoses could not be read" in only_card(resources, forbidden)["summary"]


def test_an_albumin_that_could_not_be_read_is_not_ordered_again():
    unread = (Coverage("albumin", Availability.UNAVAILABLE, "timeout"),)

    card = only_card(myeloma("2.0"), unread)

    assert card["summary"].startswith("ISS I or II: albumin decides and could not be read")
    assert "Order serum albumin" not in labels(card)
