"""One log line per request, and the request id that leads from an answer to its line."""

from __future__ import annotations

import logging
import secrets
import time

from flask import Flask, Response, g, request

OF_THE_CALL = (
    "service",
    "hook_instance",
    "cards",
    "quieted",
    "coverage",
    "feedback",
    "rejected",
    "failure",
    "refusal",
    "issuer",
)

logger = logging.getLogger(__name__)


def keep_request_log(app: Flask) -> None:
    """Number each request and write its line when the answer is ready."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    logger.info("request", extra=_fields(response.status_code))
    return response


def _fields(status: int) -> dict[str, object]:
    """Route templates and our own names only: a path or a header may hold anything."""
    known = {name: g.get(name) for name in OF_THE_CALL}
    return {
        "request_id": g.request_id,
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else "",
        "status": status,
        "milliseconds": round((time.perf_counter() - g.began) * 1000, 1),
    } | {name: value for name, value in known.items() if value is not None}
