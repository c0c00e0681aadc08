"""The demo EHR page in a headless Chromium, against a real FHIR server."""

import re

import pytest

pytestmark = pytest.mark.xdist_group("servers")

SUMMARY = re.compile(r"ISS III\b.*6\.1 mg/L")


def test_opening_a_chart_shows_the_patient_and_the_card(page):
    page.get_by_role("link", name="Arne Castell").click()

    assert SUMMARY.search(first_summary(page))
    assert page.get_by_role("heading", level=1).inner_text() == "Arne Castell"
    assert "Multiple myeloma" in page.locator("#patient-problems").inner_text()
    assert page.locator(".card table").count() == 1
    assert "prefetch keys" in page.locator("#status").inner_text()


@pytest.mark.parametrize("name", ["Arne Castell", "Carl Holm", "Elin Grieve", "Dov Jansky"])
def test_without_prefetch_the_cards_are_the_same(page, name):
    page.get_by_role("link", name=name).click()
    first_summary(page)
    with_prefetch = page.locator("#cards").inner_text()

    page.get_by_role("switch").check()
    page.get_by_text("No prefetch sent").wait_for()

    assert page.locator("#cards").inner_text() == with_prefetch
    assert '"prefetch"' not in page.locator("#request").text_content()


def test_a_chart_without_b2m_says_that_there_is_no_card(page):
    page.get_by_role("link", name="Lena Sandoval").click()

    page.get_by_text("The service returned no card").wait_for()
    assert page.locator(".card").count() == 0


def test_request_and_response_can_be_read_on_demand(page):
    page.get_by_role("link", name="Arne Castell").click()
    first_summary(page)
    assert not page.locator("#request").is_visible()

    page.get_by_text("Request and response").click()

    assert '"hook": "patient-view"' in page.locator("#request").inner_text()
    assert '"cards"' in page.locator("#response").inner_text()


def test_the_patient_list_can_be_searched(page):
    page.get_by_label("Find a patient").fill("haemodialysis")

    names = page.locator("#patient-list li:visible .name").all_inner_texts()
    assert names == ["Flora Ibsen"]


def test_everything_can_be_reached_with_the_keyboard(page):
    page.get_by_label("Find a patient").press("Tab")
    page.keyboard.press("Enter")
    first_summary(page)

    page.get_by_role("switch").focus()
    page.keyboard.press("Space")
    page.get_by_text("No prefetch sent").wait_for()

    assert page.evaluate("document.activeElement.id") == "no-prefetch"


def test_a_phone_shows_the_chart_without_sideways_scrolling(page):
    page.set_viewport_size({"width": 360, "height": 740})

    page.get_by_role("link", name="Carl Holm").click()
    first_summary(page)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert not page.get_by_label("Find a patient").is_visible()
    page.get_by_role("link", name="All patients").click()
    page.get_by_label("Find a patient").wait_for(timeout=5000)


def first_summary(page):
    summary = page.locator(".card h2").first
    summary.wait_for()
    return summary.inner_text()
