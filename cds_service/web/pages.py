"""The pages of the service itself: start, rules, transparency. HTML from templates, no scripts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from cds_service.rules import RULE_SET_VERSION
from cds_service.transparency import software_version, transparency
from cds_service.web.reference import find_rule, reference

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
NAVIGATION = (
    ("setup.setup", "Setup"),
    ("pages.rules", "Rules"),
    ("pages.transparent", "Transparency"),
)
MAX_AGE_S = 600

pages = Blueprint(
    "pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
start_page = Blueprint("start", __name__, template_folder="templates")


@start_page.get("/")
def start() -> str:
    return render_template("start.html")


@pages.get("/rules")
def rules() -> str:
    return render_template("rules.html", groups=reference()["groups"])


@pages.get("/rules/<rule_id>")
def rule(rule_id: str) -> str:
    found = find_rule(rule_id)
    if found is None:
        abort(404)
    group, described = found
    return render_template("rule.html", group=group, rule=described)


@pages.get("/transparency")
def transparent() -> Response | str:
    """For people, or for machines that ask for JSON."""
    statement = transparency(_papers(), reference()["clinical_changes"])
    if request.accept_mimetypes.best == "application/json":
        return jsonify(statement)
    return render_template("transparency.html", statement=statement)


@pages.get("/transparency.json")
def transparent_json() -> Response:
    return jsonify(transparency(_papers(), reference()["clinical_changes"]))


@pages.app_context_processor
def _everywhere() -> dict[str, Any]:
    return {
        "navigation": NAVIGATION,
        "version": software_version(),
        "rule_set_version": RULE_SET_VERSION,
    }


@start_page.after_request
@pages.after_request
def protected(response: Response) -> Response:
    """With headers that let a page load its stylesheet and nothing else."""
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    if response.status_code == 200 and "Cache-Control" not in response.headers:
        response.cache_control.max_age = MAX_AGE_S
    response.vary.add("Accept")
    return response


def _papers() -> list[dict[str, str]]:
    """Every source of every rule, once, the indices' papers first."""
    found: dict[str, dict[str, str]] = {}
    for group in reference()["groups"]:
        for described in group["rules"]:
            for source in described["sources"]:
                found.setdefault(source["url"] or source["label"], source)
    return sorted(found.values(), key=lambda source: source["label"].startswith("doi:"))
