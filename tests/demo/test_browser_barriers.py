"""No page has a barrier that axe-core finds: WCAG 2.0 to 2.2, levels A and AA, light and dark.

Contrast does not hang on the width, nor sizes on the scheme: wide pages are read in the light,
narrow ones in the dark. The demo page, which has the most to touch, is read in all four ways.
"""

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cds_service.app import create_app
from cds_service.demo.patients import demo_patient
from cds_service.json_body import json_text
from cds_service.loopback_server import served
from cds_service.settings import Settings
from tests.demo.conftest import watched

pytestmark = pytest.mark.xdist_group("servers")

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations"],
  });
  return found.violations.map(({id, impact, nodes}) => [id, impact, nodes.map(({html}) => html)]);
}"""
READ = ["/setup", "/rules", "/rules/cll-ipi", "/transparency", "/rules/filtration", "/nothing"]
POSTED = ["/chart", "/why", "/demo/cards", "/setup/self-test"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LOOKS = [("light", WIDE), ("dark", NARROW)]
OTHER_LOOKS = [("light", NARROW), ("dark", WIDE)]
REFUSED = ("400", "404")


def barriers(page):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN)


@contextmanager
def looked_at(chromium, base_url, look):
    scheme, viewport = look
    options = {"color_scheme": scheme, "viewport": viewport}
    with watched(chromium, base_url, REFUSED, **options) as opened:
        yield opened


@pytest.fixture(params=LOOKS, ids=["light and wide", "dark and narrow"])
def page(demo, chromium, request):
    with looked_at(chromium, demo.service_url, request.param) as opened:
        yield opened


@pytest.mark.parametrize("path", READ)
def test_a_page_to_read_has_no_barrier(page, demo, path):
    page.goto(f"{demo.service_url}{path}")

    assert barriers(page) == []


@pytest.mark.parametrize("path", POSTED)
def test_an_answer_to_what_was_posted_has_no_barrier(page, demo, path):
    post(page, demo, path, json_text(demo_patient("rising", datetime.now(UTC).date()).bundle()))

    assert barriers(page) == []


def test_the_page_about_garbage_has_no_barrier(page, demo):
    post(page, demo, "/chart", "garbage")

    assert barriers(page) == []


def post(page, demo, path, text):
    """As a form of a page does."""
    page.goto(f"{demo.service_url}/setup")
    page.evaluate(
        """([path, text]) => {
          const form = document.createElement("form");
          Object.assign(form, {method: "post", action: path});
          const field = document.createElement("textarea");
          Object.assign(field, {name: "text", value: text});
          form.append(field);
          document.body.append(form);
          form.submit();
        }""",
        [path, text],
    )
    page.wait_for_url(f"**{path}")


def test_the_page_of_a_patient_without_scripts_has_no_barrier(page, demo):
    post(page, demo, "/demo/cards/iss-3-kidney", "")

    assert barriers(page) == []


@pytest.mark.parametrize("look", [*LOOKS, *OTHER_LOOKS], ids=str)
def test_the_demo_page_has_no_barrier(chromium, demo, look):
    with looked_at(chromium, demo.service_url, look) as page:
        page.goto(demo.service_url)
        page.get_by_text("Or open your own").click()
        found = {"before a patient is chosen": barriers(page)}

        page.locator("[data-patient=iss-3-kidney]").click()
        page.get_by_text("Service answered").wait_for()
        found["a card"] = barriers(page)

        page.locator(".dismiss summary").first.click()
        page.get_by_role("button", name="Accept").first.click()
        page.get_by_text("Accepted", exact=True).wait_for()
        page.get_by_text("Request and response").click()
        found["everything open"] = barriers(page)

        page.get_by_role("button", name="Dismiss the card").click()
        page.get_by_text("Dismissed:").wait_for()
        page.get_by_label("order-select").check()
        found["a basket, and what was dismissed"] = barriers(page)

    assert [state for state, barred in found.items() if barred] == [], found


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_start_page_of_a_service_without_demo_has_no_barrier(chromium, look):
    with (
        served(create_app(Settings()), 18280) as url,
        looked_at(chromium, url, look) as page,
    ):
        page.goto(url)

        assert page.get_by_role("heading", level=1).is_visible()
        assert barriers(page) == []


def test_axe_does_find_a_barrier_where_there_is_one(chromium, demo):
    with looked_at(chromium, demo.service_url, LOOKS[0]) as page:
        page.goto(f"{demo.service_url}/transparency")
        page.evaluate("document.querySelector('main h1').innerHTML = '<button></button>'")

        assert [found[0] for found in barriers(page)] == ["button-name"]
