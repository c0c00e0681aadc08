"""No page has a barrier that axe-core finds: WCAG 2.0 to 2.2, levels A and AA, light and dark."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cds_service.demo.patients import demo_patient
from cds_service.json_body import json_text
from tests.demo.conftest import watched

pytestmark = pytest.mark.xdist_group("servers")

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return found.violations.map(({id, impact, nodes}) => [id, impact, nodes.map(({html}) => html)]);
}"""
READ = ["/setup", "/rules", "/rules/cll-ipi", "/transparency", "/rules/filtration"]
POSTED = ["/chart", "/why", "/demo/cards", "/setup/self-test"]
SCHEMES = ["light", "dark"]


def barriers(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN)


@pytest.fixture(params=SCHEMES)
def page(demo, chromium, request):
    with watched(chromium, demo.service_url, ("400",), color_scheme=request.param) as opened:
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


def test_the_demo_page_has_no_barrier(page, demo):
    page.goto(demo.service_url)
    page.get_by_text("Or open your own").click()
    at_first = barriers(page)

    page.get_by_role("link", name="Nora Quist").click()
    page.get_by_text("Service answered").wait_for()
    page.get_by_label("order-select").check()
    page.get_by_label("Beta-2 microglobulin, serum").check()
    page.locator(".dismiss summary").first.click()
    page.get_by_text("Request and response").click()

    assert at_first == []
    assert barriers(page) == []


def test_axe_does_find_a_barrier_where_there_is_one(page, demo):
    page.goto(f"{demo.service_url}/setup")
    page.evaluate("document.querySelector('button').textContent = ''")

    assert [found[0] for found in barriers(page)] == ["button-name"]
