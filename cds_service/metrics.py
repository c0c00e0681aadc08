"""What the service counts, for Prometheus: in closed sets of our own words, nothing of a caller.

Every label is a service id, a prefetch key, a rule, an enumeration of ours or the name of an issuer
in the settings. Servers are named by their place in `fhir.servers`, in the order of the
alphabet: an address may hold a name.
Under several workers each writes files of its own in `PROMETHEUS_MULTIPROC_DIR`, which must be set
before this module is imported (cds_service.serve does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from cds_service.card_id import leading_rule
from fhir_mappings.model import Chart

OURS = CollectorRegistry()
NOBODY = "-"  # the client where callers are not told apart
OTHER_RULE = "other"
_ABSENT = object()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

REQUESTS = Counter(
    "b2m_cds_requests", "Answers by service and outcome.", ("service", "outcome"), registry=OURS
)
DURATION = Histogram(
    "b2m_cds_request_seconds",
    "Time to the answer of a CDS service.",
    ("service",),
    buckets=_SECONDS,
    registry=OURS,
)
CARDS = Counter("b2m_cds_cards", "Cards answered.", ("rule", "indicator"), registry=OURS)
PREFETCH = Counter(
    "b2m_cds_prefetch",
    "Prefetch keys as clients sent them: hit, miss, null, refused.",
    ("key", "state", "client"),
    registry=OURS,
)
SHORTFALLS = Counter(
    "b2m_cds_data_shortfalls", "Data sets not had in full.", ("key", "reason"), registry=OURS
)
SET_ASIDE = Counter(
    "b2m_cds_set_aside", "Resources set aside, by reason.", ("reason",), registry=OURS
)
FHIR_CALLS = Counter(
    "b2m_cds_fhir_calls", "Requests to FHIR servers.", ("server", "outcome"), registry=OURS
)
FHIR_SECONDS = Histogram(
    "b2m_cds_fhir_call_seconds",
    "Time to the answer of a FHIR server.",
    ("server",),
    buckets=_SECONDS,
    registry=OURS,
)
FHIR_PAUSED = Gauge(
    "b2m_cds_fhir_paused",
    "1 while a worker does not ask this FHIR server because it did not answer.",
    ("server",),
    registry=OURS,
    multiprocess_mode="livemax",
)
FEEDBACK = Counter(
    "b2m_cds_feedback", "Feedback entries kept or rejected.", ("outcome",), registry=OURS
)
STORE_FAILURES = Counter(
    "b2m_cds_store_failures", "Times the store was not available.", registry=OURS
)
REFUSALS = Counter("b2m_cds_trust_refusals", "Callers not trusted.", ("refusal",), registry=OURS)

# Looking a label set up costs more than counting it; the sets are closed, so each is kept.
_child = cache(lambda metric, *labels: metric.labels(*labels))


def count_answer(service: str, outcome: str, seconds: float) -> None:
    """One answer of a CDS service, or of its feedback."""
    _child(REQUESTS, service, outcome).inc()
    _child(DURATION, service).observe(seconds)


def count_cards(cards: Iterable[Mapping[str, Any]]) -> None:
    """Cards as they are answered, by the rule that leads each."""
    for card in cards:
        leading = leading_rule(card["uuid"])
        rule = leading.rule if leading else OTHER_RULE
        _child(CARDS, rule, card["indicator"]).inc()


def count_prefetch(keys: Iterable[str], delivered: Mapping[str, Any], client: str | None) -> None:
    """What a client delivered, key by key; `client` is the issuer that was verified."""
    for key in keys:
        _child(PREFETCH, key, _state(delivered.get(key, _ABSENT)), client or NOBODY).inc()


def count_chart(chart: Chart) -> None:
    """What was set aside of one chart, and which data sets could not be had in full."""
    for item in chart.unusable:
        _child(SET_ASIDE, item.reason.name.lower()).inc()
    for data_set in chart.coverage:
        if data_set.reason:
            _child(SHORTFALLS, data_set.key, data_set.reason).inc()


def count_fhir_call(server: int, outcome: str, seconds: float, *, paused: bool) -> None:
    """One request to the FHIR server at this place in the sorted `fhir.servers`."""
    _child(FHIR_CALLS, str(server), outcome).inc()
    _child(FHIR_SECONDS, str(server)).observe(seconds)
    _child(FHIR_PAUSED, str(server)).set(int(paused))


def count_feedback(outcomes: Iterable[str], rejected: int) -> None:
    """Entries of one feedback request."""
    for outcome in outcomes:
        _child(FEEDBACK, outcome).inc()
    _child(FEEDBACK, "rejected").inc(rejected)


def count_refusal(refusal: str) -> None:
    """A caller that was not trusted."""
    _child(REFUSALS, refusal).inc()


def _state(value: object) -> str:
    if value is _ABSENT:
        return "miss"
    if value is None:
        return "null"
    kind = value.get("resourceType") if isinstance(value, dict) else None
    return "refused" if kind == "OperationOutcome" else "hit"
