"""Companion tests become draft orders that a person may send."""

from dataclasses import replace

import pytest
from fhir.resources.R4B.servicerequest import ServiceRequest

from cds_service.rules.finding import Companion
from cds_service.suggestions import CardSetting
from fhir_mappings.model import LabTest
from tests.cds_service.findings import B2M, card, staged


def companion(code):
    texts = (code, f"Test {code}", f"Order {code}", f"Test {code}", "why")
    return Companion(*texts, code == "1-8", test=LabTest.LDH)


def test_at_most_three_tests_are_suggested_each_once_as_valid_draft_orders():
    codes = ("1-8", "2-6", "1-8", "3-4", "4-2")
    setting = CardSetting(
        "p1", encounter_id="e1", order_codes={"2-6": {"system": "s", "code": "c"}}
    )

    shown = card(staged(companions=tuple(map(companion, codes))), setting=setting)

    assert [item["label"] for item in shown["suggestions"]] == [
        "Order 1-8",
        "Order 2-6",
        "Order 3-4",
    ]
    assert shown["selectionBehavior"] == "any"
    assert [item.get("isRecommended") for item in shown["suggestions"]] == [True, None, None]
    orders = [item["actions"][0]["resource"] for item in shown["suggestions"]]
    assert {ServiceRequest.model_validate(order).intent for order in orders} == {"proposal"}
    assert orders[0]["encounter"] == {"reference": "Encounter/e1"}
    assert orders[1]["code"]["coding"][1] == {"system": "s", "code": "c"}


def test_one_request_carries_what_every_index_wants_of_the_same_panel():
    panel = Companion(
        "62367-8", "", "Extend FISH", "FISH", "why", specialist=True, test=LabTest.FISH
    )
    one, other = replace(panel, parts=("t(14;20)", "1q21")), replace(panel, parts=("1q21", "1p32"))

    shown = card(staged(companions=(one,)), staged(rule="r", companions=(other,)))

    (suggestion,) = shown["suggestions"]
    (action,) = suggestion["actions"]
    assert action["resource"]["code"]["text"] == "FISH: t(14;20), 1q21, 1p32"
    assert action["description"] == "Draft order: FISH: t(14;20), 1q21, 1p32 (why)"


def test_a_site_may_switch_suggestions_off():
    setting = CardSetting("p1", suggest_orders=False)

    shown = card(staged(companions=(companion("1-8"),)), setting=setting)

    assert "suggestions" not in shown
    assert "selectionBehavior" not in shown


def orders_of(shown):
    return [item["actions"][0]["resource"] for item in shown["suggestions"]]


def test_a_draft_order_names_the_b2m_that_it_would_help_to_read():
    (order,) = orders_of(card(staged(companions=(companion("1-8"),))))

    assert order["reasonReference"] == [{"reference": B2M.reference}]
    assert ServiceRequest.model_validate(order).reasonReference


def test_diagnoses_that_the_order_serves_stand_in_for_the_result():
    finding = staged(
        companions=(companion("1-8"),), because=("Condition/c1",), occurrence="2026-11-25"
    )

    (order,) = orders_of(card(finding))

    assert order["reasonReference"] == [{"reference": "Condition/c1"}]
    assert order["occurrenceDateTime"] == "2026-11-25"
    assert str(ServiceRequest.model_validate(order).occurrenceDateTime) == "2026-11-25"


@pytest.mark.parametrize(
    "reference", ["urn:uuid:1", "Observation without id", "#c1", "https://x.example/Condition/1"]
)
def test_a_reference_that_the_client_could_not_resolve_is_left_out(reference):
    finding = staged(companions=(companion("1-8"),), because=(reference,))

    (order,) = orders_of(card(finding))

    assert "reasonReference" not in order


def test_suggestions_without_a_code_have_ids_of_their_own():
    codeless = [replace(companion(""), label=text, text=text) for text in ("TP53", "IGHV")]

    shown = card(staged(companions=tuple(codeless)))

    assert len({item["uuid"] for item in shown["suggestions"]}) == 2
