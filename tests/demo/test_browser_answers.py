"""Answers to cards in the demo EHR: accepted, dismissed, orders written; stored by the service."""

import re

import pytest

pytestmark = pytest.mark.xdist_group("servers")


def opened(page, name, hook="patient-view"):
    page.get_by_role("link", name=name).click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    page.get_by_text("Service answered").wait_for()
    if hook != "patient-view":
        page.get_by_label(hook).check()
        page.get_by_text("Put a test into the basket").wait_for()


def ordered(page, test, *, on=True):
    """Tick an order and wait for the answer to it."""
    with page.expect_response(re.compile(r"/cds-services/b2m-order-\w+$")):
        page.get_by_label(test, exact=True).set_checked(on)
    page.get_by_text("Service answered").wait_for()


def suggestions(page):
    labels = page.locator(".suggestions .label").all_inner_texts()
    return [label.removesuffix(" recommended") for label in labels]


def feedback_of(page, demo):
    return page.request.get(f"{demo.service_url}/demo/feedback").json()["feedback"]


def test_an_accepted_suggestion_is_stored_and_shown(page, demo):
    opened(page, "Elin Grieve")

    page.get_by_role("button", name="Accept: Order serum albumin").click()
    page.get_by_text("Accepted", exact=True).wait_for()

    assert re.match(r"accepted, .*ISS I or II", page.locator("#stored li").first.inner_text())
    newest = feedback_of(page, demo)[0]
    assert (newest["service"], newest["outcome"]) == ("b2m-patient-view", "accepted")


def test_a_dismissed_card_is_stored_with_reason_and_comment(page, demo):
    opened(page, "Clara Brandt")

    page.locator(".card .dismiss summary").first.click()
    page.get_by_label("Reason").select_option(label="Stage already recorded")
    page.get_by_label("Comment").fill("Staged elsewhere")
    page.get_by_role("button", name="Dismiss the card").click()
    page.get_by_text("Dismissed: Stage already recorded").wait_for()

    newest = feedback_of(page, demo)[0]
    assert newest["outcome"] == "overridden"
    assert (newest["reason_code"], newest["user_comment"]) == ("alreadystaged", "Staged elsewhere")
    assert "alreadystaged, “Staged elsewhere”" in page.locator("#stored").inner_text()


def test_an_override_without_a_reason_is_kept_too(page, demo):
    opened(page, "Dina Faraday")

    page.locator(".card .dismiss summary").first.click()
    page.get_by_role("button", name="Dismiss the card").click()
    page.get_by_text("Dismissed: no reason given").wait_for()

    newest = feedback_of(page, demo)[0]
    assert (newest["outcome"], newest["reason_code"]) == ("overridden", None)


def test_a_suggestion_goes_once_its_test_is_in_the_basket(page):
    opened(page, "Nora Quist", "order-select")

    ordered(page, "Beta-2 microglobulin, serum")
    assert "Order serum albumin" in suggestions(page)

    ordered(page, "Albumin, serum")
    assert suggestions(page)
    assert "Order serum albumin" not in suggestions(page)


def test_an_accepted_order_is_put_into_the_basket_and_not_suggested_again(page):
    opened(page, "Nora Quist", "order-sign")
    ordered(page, "Beta-2 microglobulin, serum")

    with page.expect_response(re.compile("/cds-services/b2m-order-sign$")):
        page.get_by_role("button", name="Accept: Order serum LDH").click()
    page.get_by_text("Service answered").wait_for()

    assert page.get_by_label("LDH, serum", exact=True).is_checked()
    assert "Order serum LDH" not in suggestions(page)


def test_orders_without_anything_to_add_bring_no_card(page):
    opened(page, "Nora Quist", "order-sign")

    ordered(page, "Urine pH")

    assert page.locator(".card").count() == 0
    assert page.get_by_text("The service returned no card").is_visible()


def test_the_basket_is_empty_again_for_the_next_patient(page):
    opened(page, "Nora Quist", "order-select")
    ordered(page, "Beta-2 microglobulin, serum")

    opened(page, "Arne Castell")

    assert page.get_by_label("patient-view").is_checked()
    assert page.locator("#orders input:checked").count() == 0


@pytest.mark.parametrize("prefetch", ["with", "without"])
def test_chart_and_why_page_open_beside_the_cards(page, prefetch):
    opened(page, "Carl Holm")
    if prefetch == "without":
        page.get_by_role("switch").check()
        page.get_by_text("No prefetch sent").wait_for()

    with page.expect_popup() as chart:
        page.get_by_role("button", name="Chart over time").click()
    with page.expect_popup() as why:
        page.get_by_role("button", name="Why these cards").click()

    chart.value.locator("svg.story").first.wait_for()
    assert "8.9 mg/L" in chart.value.locator("table").first.inner_text()
    why.value.get_by_role("heading", level=1, name="Why this card").wait_for()
    assert "stage III" in why.value.locator("mark").first.inner_text()


def test_request_and_response_can_be_copied(page, demo):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=demo.service_url)
    opened(page, "Arne Castell")
    page.get_by_text("Request and response").click()

    page.get_by_role("button", name="Copy the response").click()
    page.get_by_text("Copied").wait_for()

    assert '"cards"' in page.evaluate("navigator.clipboard.readText()")
