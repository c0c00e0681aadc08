"""One's own data in the demo EHR: read, shown inert, kept nowhere; and the page without scripts."""

import json
import re
from datetime import UTC, datetime

import pytest

from cds_service.demo.patients import demo_patient
from cds_service.json_body import json_text
from tests.demo.conftest import watched

pytestmark = pytest.mark.xdist_group("servers")

MARKUP = '<script>window.harmed=1</script><img src=x onerror="window.harmed=1">'
LINKS = "[click](http://evil.example) https://evil.example/x | a | b |"
HOSTILE = f"{MARKUP}{LINKS}\u202eright to left\u202c{'w' * 400}"

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # characters that turn the direction


def bundle(patient_id="iss-3"):
    return json_text(demo_patient(patient_id, datetime.now(UTC).date()).bundle())


def hostile_bundle():
    held = json.loads(bundle("micrograms"))
    for entry in held["entry"]:
        harm(entry["resource"])
    return json_text(held)


def harm(resource):
    """Hostile text wherever a laboratory or a clinician could write some."""
    if resource["resourceType"] == "Observation":
        resource["performer"] = [{"display": HOSTILE}]
        resource["code"]["text"] = HOSTILE
        resource["note"] = [{"text": HOSTILE}]
    if resource["resourceType"] == "Condition":
        resource["code"]["text"] = HOSTILE
    if resource["resourceType"] == "Patient":
        resource["name"] = [{"family": HOSTILE, "given": [HOSTILE]}]


def paste(page, text, button="Cards"):
    page.get_by_text("Or open your own").click()
    page.get_by_label("Paste a FHIR Bundle").fill(text)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def is_inert(page):
    assert page.evaluate("window.harmed") is None
    assert page.locator("a[href*='evil']").count() == 0
    assert page.locator("img").count() == 0
    assert not TURNING.search(page.locator("body").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_pasted_bundle_gives_its_cards(page):
    paste(page, bundle())

    assert "ISS III" in page.locator(".card h2").first.inner_text()
    assert page.locator(".card table").count() == 1


def test_a_chart_prints_dark_on_white_also_for_who_reads_in_the_dark(page):
    page.emulate_media(color_scheme="dark")
    paste(page, bundle("rising"), "Chart over time")
    colour = "([of, name]) => getComputedStyle(document.querySelector(of))[name]"
    on_screen = page.evaluate(colour, [".figure", "backgroundColor"])

    page.emulate_media(color_scheme="dark", media="print")

    assert on_screen != "rgb(255, 255, 255)"
    assert page.evaluate(colour, [".figure", "backgroundColor"]) == "rgb(255, 255, 255)"
    assert page.evaluate(colour, [".story .name", "fill"]) == "rgb(26, 36, 38)"
    assert not page.locator("nav").is_visible()


def test_from_pasted_cards_to_chart_and_why_page(page):
    paste(page, bundle("rising"))

    with page.expect_popup() as chart:
        page.get_by_role("button", name="Chart over time").click()
    with page.expect_popup() as why:
        page.get_by_role("button", name="Why these cards").click()

    chart.value.locator("svg.story").first.wait_for()
    why.value.get_by_role("heading", level=1, name=re.compile("Why")).wait_for()


def test_a_file_gives_its_cards(page):
    page.get_by_text("Or open your own").click()
    file = {"name": "b.json", "mimeType": "application/json", "buffer": bundle().encode()}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Cards", exact=True).click()

    page.locator(".card h2").first.wait_for()


def test_a_dropped_file_is_taken(page):
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "b.json", {type: "application/json"}));
          const how = {dataTransfer: data, bubbles: true, cancelable: true};
          document.getElementById("own").dispatchEvent(new DragEvent("drop", how));
        }""",
        bundle(),
    )
    page.get_by_role("button", name="Cards", exact=True).click()

    page.locator(".card h2").first.wait_for()


@pytest.mark.parametrize(
    ("garbage", "said"),
    [
        ("not json at all", "This is not JSON."),
        ('{"resourceType": "Patient"}', "neither a FHIR Bundle nor a CDS Hooks request"),
        ("", "This is not JSON."),
    ],
)
def test_garbage_gets_a_clear_message(refused_page, garbage, said):
    paste(refused_page, garbage)

    assert refused_page.get_by_role("heading", level=1).inner_text() == "This cannot be read"
    assert said in refused_page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("button", ["Cards", "Chart over time", "Why these cards"])
@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_text_of_a_pasted_bundle_is_inert(page, button, width):
    page.set_viewport_size({"width": width, "height": 800})

    paste(page, hostile_bundle(), button)

    assert page.get_by_role("heading", level=1).count() == 1
    is_inert(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_text_from_the_fhir_server_is_inert(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.route("**/demo/fhir/**", hostile_answer)

    page.get_by_role("link", name="Erik Lindqvist").click()
    page.locator(".card h2").first.wait_for()
    page.get_by_text("Request and response").click()

    assert "window.harmed" in page.locator("#patient-name").inner_text()
    assert "window.harmed" in page.locator("#patient-problems").inner_text()
    is_inert(page)


def hostile_answer(route):
    answer = route.fetch()
    held = answer.json()
    for resource in [held, *(entry["resource"] for entry in held.get("entry", []))]:
        harm(resource)
    route.fulfill(response=answer, json=held)


def test_without_scripts_the_page_reads_and_shows_cards(demo, chromium):
    with watched(chromium, demo.service_url, (), java_script_enabled=False) as page:
        page.goto(demo.service_url)
        assert "Carl Holm" in page.locator("#patient-list").inner_text()
        assert not page.locator("#search").is_visible()  # nothing that needs a script is offered
        assert not page.get_by_text("Both stories in one number").is_visible()

        page.get_by_role("button", name="Cards of Carl Holm").click()

        assert "B2M 8.9 mg/L" in page.locator(".card h2").first.inner_text()
        assert page.locator(".card table").is_visible()
        with page.expect_popup() as why:
            page.get_by_role("button", name="Why these cards").click()
        assert why.value.locator("mark").first.is_visible()
