"""What the context of an order hook must hold."""

from typing import Any

import pytest

from cds_service.errors import MISSING, NOT_VALID, InvalidHookRequest
from cds_service.hook_request import Drafts, HookRequest
from cds_service.services import find_service
from tests.cds_service.hook_requests import PATIENT_ID, body

DRAFT = {"resourceType": "ServiceRequest", "id": "d1", "status": "draft"}
BUNDLE: dict[str, Any] = {"resourceType": "Bundle", "entry": [{"resource": DRAFT}]}
SELECTED = ["ServiceRequest/d1"]


def parsed(hook: str, **context: Any) -> HookRequest:
    known = {"userId": "Practitioner/1", "patientId": PATIENT_ID}
    written = {name: value for name, value in context.items() if value is not None}
    return HookRequest.parse(body(hook=hook, context=known | written), find_service(f"b2m-{hook}"))


def faults(hook: str, **context: Any) -> dict[str, str]:
    with pytest.raises(InvalidHookRequest) as caught:
        parsed(hook, **context)
    return caught.value.faults


def test_order_select_holds_the_drafts_and_what_is_selected_of_them():
    request = parsed("order-select", draftOrders=BUNDLE, selections=SELECTED)

    assert request.drafts == Drafts(BUNDLE, ("ServiceRequest/d1",))


def test_order_sign_is_about_every_draft_and_ignores_selections():
    assert parsed("order-sign", draftOrders=BUNDLE, selections=SELECTED).drafts == Drafts(BUNDLE)


def test_patient_view_has_no_drafts_even_if_some_are_sent():
    assert parsed("patient-view", draftOrders=BUNDLE).drafts is None


def test_names_every_member_that_is_missing():
    assert faults("order-select") == {
        "context.draftOrders": MISSING,
        "context.selections": MISSING,
    }
    assert faults("order-select", draftOrders=BUNDLE) == {"context.selections": MISSING}
    assert faults("order-sign") == {"context.draftOrders": MISSING}


@pytest.mark.parametrize(
    "drafts", [[], "x", 7, {}, {"resourceType": "List"}, {**BUNDLE, "entry": {}}, {"entry": []}]
)
def test_drafts_that_are_no_bundle_are_refused(drafts):
    assert faults("order-sign", draftOrders=drafts) == {"context.draftOrders": NOT_VALID}


@pytest.mark.parametrize("entries", [{}, {"entry": []}, {"entry": [None, 7, {"resource": "x"}]}])
def test_a_basket_may_be_empty_or_hold_odd_entries(entries):
    found = parsed("order-sign", draftOrders={"resourceType": "Bundle"} | entries).drafts

    assert found is not None


@pytest.mark.parametrize("selections", ["ServiceRequest/d1", {}, 7])
def test_selections_must_be_a_list(selections):
    assert faults("order-select", draftOrders=BUNDLE, selections=selections) == {
        "context.selections": NOT_VALID
    }


@pytest.mark.parametrize("selection", [7, None, "", {}])
def test_a_selection_must_be_a_reference(selection):
    assert faults("order-select", draftOrders=BUNDLE, selections=[selection]) == {
        "context.selections.0": NOT_VALID
    }


def test_nothing_may_be_selected():
    assert parsed("order-select", draftOrders=BUNDLE, selections=[]).drafts == Drafts(BUNDLE, ())


def test_selections_that_mean_none_of_the_drafts_are_refused_rather_than_answered_with_silence():
    strangers = ["ServiceRequest/elsewhere", "MedicationRequest/d1"]

    assert faults("order-select", draftOrders=BUNDLE, selections=strangers) == {
        "context.selections": NOT_VALID
    }


def test_one_selection_that_means_a_draft_is_enough():
    request = parsed("order-select", draftOrders=BUNDLE, selections=[*SELECTED, "Other/1"])

    assert request.drafts is not None


def test_printing_a_request_shows_no_draft():
    assert "d1" not in repr(parsed("order-sign", draftOrders=BUNDLE))
