"""What the service would have answered, each time a B2M result came into a patient's record.

The same mapping and the same rules as behind the API, on the record as it stood just after the
result.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from cds_service.answer import PatientContext
from cds_service.bulk.card_row import card_row
from cds_service.bulk.charts import Charts
from cds_service.bulk.plan import Plan
from cds_service.bulk.record import PatientRecord
from cds_service.bulk.rows import Row, dated
from cds_service.cards import by_story
from cds_service.rules import interpret
from cds_service.rules.plausibility import implausible, plausible
from cds_service.rules.policy import Policy
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
    def policy(self) -> Policy:
        """The policies of this installation."""
        return self.plan.settings.policy_in_force

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
        for at, chart in self.charts(record):
            judged = _judged(chart)
            if not (row := _result(judged)):
                continue
            own = {"pseudonym": name, "date": dated(at, keep_dates=self.plan.choices.keep_dates)}
            cards = self._cards(chart, at, record.patient_id, judged.unusable)
            answers.results.append(own | row | {"cards": len(cards)})
            for card in cards:
                answers.cards.append(own | {"repeat": card["card"] in shown} | card)
                shown.add(card["card"])
            for item in judged.unusable:
                if (key := (item.reference, item.reason.value)) not in aside:
                    aside[key] = {"pseudonym": name} | _set_aside(item, record)
        answers.set_aside += aside.values()

    def charts(self, record: PatientRecord) -> Iterator[tuple[datetime, Chart]]:
        """The moments at which B2M results came in, each with the chart as it stood then."""
        moments = record.moments(self.plan.as_of, self.plan.choices.since)
        patient = PatientContext(record.patient_id, fhir_server=self.plan.choices.fhir_server)
        charts = Charts(record, patient, self.plan.settings, several=len(moments) > 1)
        return ((at, charts.at(at, self.coverage)) for at in moments)

    def _cards(
        self, chart: Chart, at: datetime, patient_id: str, aside: Sequence[Unusable]
    ) -> list[Row]:
        """The cards that this chart would have brought."""
        settings, keep_dates = self.plan.settings, self.plan.choices.keep_dates
        return [
            card_row(group, chart, patient_id, settings, aside=aside, keep_dates=keep_dates)
            for group in by_story(interpret(chart, at, self.policy))
        ]

    def pseudonym(self, patient_id: str) -> str:
        """The same for one patient throughout a run; nobody without its key can find out whose."""
        digest = hmac.digest(self.plan.pseudonym_key, patient_id.encode(), hashlib.sha256)
        return digest[:PSEUDONYM_BYTES].hex()


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
