"""The demo EHR: one page that plays the CDS client against the service and the demo FHIR server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import requests
from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from cds_service.demo.catalogue import ALBUMIN, B2M, CREATININE, LDH
from cds_service.demo.catalogue_orders import ELECTROPHORESIS, LIGHT_CHAINS, METABOLIC_PANEL
from cds_service.demo.catalogue_urine import URINE_B2M, URINE_CREATININE, URINE_PH
from cds_service.demo.patients import DemoPatient
from cds_service.prefetch_templates import templates
from cds_service.services import SERVICES
from cds_service.web.demo_cards import add_card_pages
from cds_service.web.demo_feedback import newest
from cds_service.web.markdown import as_safe_html

CONTENT_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
KINDS = {re.split("[/?]", template)[0] for template in templates().values()}
RELAYED = re.compile(rf"({'|'.join(sorted(KINDS))})(/(?!\.{{1,2}}\Z)[A-Za-z0-9.-]{{1,64}})?")
RELAY_SECONDS = 10
PICKS = {
    "iss-3-kidney": "Both stories in one number",
    "albumin-missing": "A missing result, and what it would settle",
    "rising": "A change over time",
    "new-myeloma": "Orders being written",
}
ORDERABLE = (
    *(B2M, CREATININE, ALBUMIN, LDH, METABOLIC_PANEL, ELECTROPHORESIS, LIGHT_CHAINS),
    *(URINE_B2M, URINE_PH, URINE_CREATININE),
)


def demo_page(patients: Sequence[DemoPatient], fhir_server: str) -> Blueprint:
    """The page at `/`, and below `/demo/` what its script needs from its own origin."""
    page = Blueprint(
        "demo", __name__, template_folder="templates", static_folder="static",
        static_url_path="/demo/static",
    )  # fmt: skip

    known = {patient.id: patient for patient in patients}

    @page.get("/")
    def show() -> str:
        return render_template(
            "demo.html",
            patients=patients,
            picks=[(known[name], reason) for name, reason in PICKS.items() if name in known],
            fhir_server=fhir_server,
            hooks=[service.hook for service in SERVICES.values()],
            orderable=ORDERABLE,
        )

    @page.post("/demo/render")
    def render() -> Response:
        return jsonify(html=[as_safe_html(text) for text in _markdown_texts(request.get_json())])

    @page.get("/demo/fhir/<path:path>")
    def relay(path: str) -> Response:
        if not RELAYED.fullmatch(path):
            abort(404)
        return _relayed(f"{fhir_server}/{path}")

    @page.get("/demo/feedback")
    def feedback() -> Response:
        return jsonify(feedback=newest(current_app.extensions["b2m-cds"].store))

    add_card_pages(page, known)
    page.after_request(_protected)
    return page


def _markdown_texts(body: Any) -> list[str]:
    texts = body.get("markdown") if isinstance(body, dict) else None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        abort(400)
    return texts


def _relayed(url: str) -> Response:
    """Ask the demo FHIR server, and no other; only the body and its status come back."""
    query = request.query_string.decode()
    try:
        answer = requests.get(
            url,
            params=query,
            headers={"Accept": "application/fhir+json"},
            timeout=RELAY_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        return Response("{}", 502, content_type="application/json")
    return Response(answer.content, answer.status_code, content_type="application/fhir+json")


def _protected(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response
