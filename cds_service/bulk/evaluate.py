"""What the service would have answered, each time a B2M result came into a patient's record.

The same function as behind the API, on the record as it stood just after the result.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from cds_service.answer import PatientContext, interpretation, of_results
from cds_service.bulk.charts import Charts
from cds_service.bulk.plan import Plan
from cds_service.bulk.record import PatientRecord
from cds_service.bulk.rows import Row, dated, without_days
from cds_service.cards import TOPICS
from cds_service.explanation import EXTENSION
from cds_service.rules.finding import Story
from cds_service.rules.plausibility import implausible, plausible
from cds_service.services import PATIENT_VIEW
from fhir_mappings.bundle import Resource, listed
from fhir_mappings.model import Analyte, Availability, Chart, Coverage, Unusable

SERUM = frozenset({Analyte.SERUM_B2M})
URINE = frozenset({Analyte.URINE_B2M, Analyte.URINE_B2M_PER_CREATININE, Analyte.URINE_B2M_RATE})
B2M = SERUM | URINE
NOT_EXPORTED = "not-exported"
PSEUDONYM_BYTES = 8
# A unit as laboratories write it; a text that is anything else could say anything.
UNIT = re.compile(r"[\w%µμ/.^*\[\]{}() -]{1,20}")
UNUSABLE = TOPICS[Story.UNUSABLE].code


@dataclass
class Answers:
    """The rows of the result tables, by table, as they grow."""

    results: list[Row] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)
    set_aside: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Evaluation:
    """One run's way of evaluating a patient; `kinds`: the resource types that the export holds."""

    plan: Plan
    kinds: frozenset[str]

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """A type that the export lacks is unknown, unless it is said to have been asked for."""
        had = self.kinds | set(self.plan.choices.exported)
        asked = ((key, re.split("[?/]", query)[0]) for key, query in PATIENT_VIEW.prefetch.items())
        return tuple(
            Coverage(key, Availability.UNAVAILABLE, NOT_EXPORTED)
            for key, kind in asked
            if kind not in had
        )

    def evaluate(self, record: PatientRecord, answers: Answers) -> None:
        """Add what would have been shown for one patient; never raises for odd resources."""
        name, shown = self.pseudonym(record.patient_id), set[str]()
        aside: dict[tuple[str, str], Row] = {}
        moments = record.moments(self.plan.as_of, self.plan.choices.since)
        for at, chart, cards in self.answers(record, moments):
            if not (row := _result(chart)):
                continue
            own = {"pseudonym": name, "date": dated(at, keep_dates=self.plan.choices.keep_dates)}
            answers.results.append(own | row | {"cards": len(cards)})
            for card in cards:
                repeat = {"repeat": card["uuid"] in shown}
                answers.cards.append(own | repeat | self._card(card))
                shown.add(card["uuid"])
            for item in chart.unusable:
                key = (item.reference, item.reason.value)
                aside.setdefault(key, {"pseudonym": name} | _set_aside(item, record))
        answers.set_aside += aside.values()

    def answers(
        self, record: PatientRecord, moments: list[datetime]
    ) -> Iterator[tuple[datetime, Chart, list[dict[str, Any]]]]:
        """For each moment the chart as far as its B2M and what was set aside go, and the cards."""
        settings, had = self.plan.settings, self.coverage
        patient = PatientContext(record.patient_id, fhir_server=self.plan.choices.fhir_server)
        if len(moments) == 1:  # as the service reads it: nothing would be read twice
            (at,) = moments
            read = interpretation(record.at(at), patient, settings, at=at, coverage=had)
            yield at, _judged(read.chart), read.cards
            return
        charts = Charts(record, patient, settings)
        for at in moments:
            read = of_results(charts.at(at, had), patient, settings, at)
            yield at, _judged(read.chart), read.cards

    def pseudonym(self, patient_id: str) -> str:
        """The same for one patient throughout a run; nobody without its key can find out whose."""
        digest = hmac.digest(self.plan.pseudonym_key, patient_id.encode(), hashlib.sha256)
        return digest[:PSEUDONYM_BYTES].hex()

    def _card(self, card: Mapping[str, Any]) -> Row:
        explained = card["extension"][EXTENSION]
        topic = card["source"]["topic"]
        summary = "" if topic["code"] == UNUSABLE else card["summary"]
        return {
            "card": card["uuid"],
            "story": topic["code"],
            "topic": topic["display"],
            "rule": explained["rule"],
            "also_read": [item["rule"] for item in explained.get("alsoRead", ())],
            "indicator": card["indicator"],
            "summary": summary if self.plan.choices.keep_dates else without_days(summary),
            "possible": list(map(str, explained.get("possible", ()))),
            "missing": list(explained.get("missing", ())),
            "reasons": list(map(str, explained.get("reasons", ()))),
            "set_aside": [item["reason"] for item in explained.get("setAside", ())],
            "not_had": [item["key"] for item in explained.get("coverage", ())],
            "suggestions": [item["label"] for item in card.get("suggestions", ())],
        }


def _judged(chart: Chart) -> Chart:
    """The chart with its B2M as the rules read it, and all that they set aside."""
    results = (item for item in chart.results if item.analyte in B2M or implausible(item))
    return plausible(replace(chart, results=tuple(results)))


def _result(chart: Chart) -> Row:
    """The B2M of a chart; empty where what seemed to be one was another test."""
    usable = [item for item in chart.results if item.analyte in B2M]
    aside = {item.analyte for item in chart.unusable if item.analyte in B2M}
    kinds = aside | {item.analyte for item in usable}
    if not kinds:
        return {}
    return {
        "serum": bool(kinds & SERUM),
        "urine": bool(kinds & URINE),
        "usable": bool(usable),
        "laboratory": usable[-1].laboratory if usable else "",
    }


def _set_aside(item: Unusable, record: PatientRecord) -> Row:
    resource = _resource(item.reference, record)
    return {
        "kind": item.reference.partition("/")[0],
        "analyte": item.analyte.label if item.analyte else "",
        "reason": item.reason.value,
        "laboratory": _laboratory(resource),
        "unit": _unit(resource),
    }


def _resource(reference: str, record: PatientRecord) -> Resource:
    kind, _, identifier = reference.partition("#")[0].partition("/")
    own = (row.resource for row in record.rows if row.resource.get("id") == identifier)
    return next((item for item in own if item.get("resourceType") == kind), {})


def _laboratory(resource: Resource) -> str:
    """The organisation that performed a test; never a person."""
    for performer in listed(resource.get("performer")):
        reference, name = performer.get("reference"), performer.get("display")
        if isinstance(name, str) and (reference is None or "Organization/" in str(reference)):
            return name.strip()
    return ""


def _unit(resource: Resource) -> str:
    quantity = resource.get("valueQuantity")
    known = quantity if isinstance(quantity, dict) else {}
    texts = (str(known.get(name) or "").strip() for name in ("unit", "code"))
    return next(filter(UNIT.fullmatch, texts), "")
