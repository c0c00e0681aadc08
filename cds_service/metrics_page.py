"""`GET /metrics`, and the counting of every answer; keep it behind the ingress."""

from __future__ import annotations

import os
import time

from flask import Flask, Response, g
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from cds_service.metrics import OURS, count_answer, count_refusal

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
ATTEMPTS = 5


def keep_metrics(app: Flask) -> None:
    """Count every answer of a CDS service, and show the counts of all workers at `/metrics`."""
    app.after_request(_count)
    app.add_url_rule("/metrics", view_func=metrics)


def metrics() -> Response:
    """The text form of Prometheus."""
    return Response(_exposition(), content_type=CONTENT_TYPE_LATEST)


def _count(response: Response) -> Response:
    if refusal := g.get("refusal"):
        count_refusal(refusal)
    if service := g.get("service"):
        count_answer(service, _outcome(), time.perf_counter() - g.began)
    return response


def _outcome() -> str:
    """The name of the failure, `feedback`, `cards` or `none`: answered, with nothing to say."""
    if failure := g.get("failure"):
        return str(failure)
    if "feedback" in g:
        return "feedback"
    return "cards" if g.get("cards") else "none"


def _exposition() -> bytes:
    if FOLDER_VARIABLE not in os.environ:
        return generate_latest(OURS)
    for _ in range(ATTEMPTS - 1):
        try:
            return _of_all_workers()
        except FileNotFoundError:  # a worker ended while its file was about to be read
            continue
    return _of_all_workers()


def _of_all_workers() -> bytes:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
