"""The Flask application: `create_app(settings)` wires it once, nothing is read at import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, Response
from flask.json.provider import JSONProvider
from flask_cors import CORS

from cds_service.cds_hooks import Wiring, cds_hooks
from cds_service.fhir_client import FhirClient
from cds_service.json_body import json_text, parse_json
from cds_service.metrics_page import keep_metrics
from cds_service.quiet import QuietCards
from cds_service.request_log import keep_request_log
from cds_service.settings import Settings
from cds_service.store import Store
from cds_service.warm_up import warm_up
from cds_service.web.pages import pages, start_page
from cds_service.web.readings import readings
from cds_service.web.setup_page import setup_page

LOOPBACK_ORIGIN = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?\Z")
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(
    settings: Settings, *, loopback_cors: bool = False, front: Blueprint | None = None
) -> Flask:
    """The service as a WSGI application.

    `loopback_cors` lets browser pages of this machine call it; only for a loopback listener.
    `front` is what stands at `/` instead of the start page.
    """
    warm_up()
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.json = DecimalJson(app)
    app.config["MAX_CONTENT_LENGTH"] = settings.http.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.http.max_body
    app.url_map.strict_slashes = False
    app.wsgi_app = SingleSlashes(app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["b2m-cds"] = _wiring(settings)
    app.register_blueprint(cds_hooks)
    app.register_blueprint(pages)
    app.register_blueprint(front or start_page)
    app.register_blueprint(setup_page)
    keep_request_log(app)
    if settings.metrics.enabled:
        keep_metrics(app)
    if settings.trust.mode == "jwt":
        _trust_listed_clients(app, settings)
    else:
        app.register_blueprint(readings)
    app.after_request(_with_security_headers)
    _allow_browsers(app, settings.http.cors_origins, loopback=loopback_cors)
    return app


def _wiring(settings: Settings) -> Wiring:
    store = Store(settings.store.url.get_secret_value())
    quiet = None
    if settings.site.keeps_quiet:
        store.load()  # at start rather than beside the first patient
        quiet = QuietCards(store, settings.http.public_base_url)
    return Wiring(settings, FhirClient(settings.fhir), store, quiet)


def _trust_listed_clients(app: Flask, settings: Settings) -> None:
    # Imported for those who need it: cryptography and the database library are slow to load.
    from cds_service.trust import trusted_clients  # noqa: PLC0415
    from cds_service.trust_gate import require_trust  # noqa: PLC0415
    from cds_service.trust_ledger import StoreLedger  # noqa: PLC0415

    ledger = StoreLedger(app.extensions["b2m-cds"].store)
    require_trust(app, trusted_clients(settings.trust, ledger), settings.http.public_base_url)


class DecimalJson(JSONProvider):
    """Flask's JSON with our own reader and writer."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return json_text(obj)

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return parse_json(s if isinstance(s, bytes) else s.encode())


@dataclass(frozen=True)
class SingleSlashes:
    """Reads `//` in a path as `/`: a discovery URL typed with a slash at its end makes a client
    call `/cds-services//id`, and a redirect would fail its preflight."""

    inner: WSGIApplication

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["PATH_INFO"] = re.sub("/{2,}", "/", environ.get("PATH_INFO", ""))
        return self.inner(environ, start_response)


def _allow_browsers(app: Flask, origins: Iterable[str], *, loopback: bool) -> None:
    CORS(
        app,
        origins=[*origins, LOOPBACK_ORIGIN] if loopback else list(origins),
        methods=["GET", "POST", "OPTIONS"],
        allow_headers=["authorization", "content-type"],
        expose_headers=["X-Request-ID"],
        max_age=600,
        always_send=False,
    )


def _with_security_headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.vary.add("Origin")
    return response
