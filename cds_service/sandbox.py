"""`b2m-cds sandbox`: play the EHR for one patient and say what happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cds_service.answer import PatientContext, chart_of
from cds_service.app import create_app
from cds_service.cds_client import (
    Answer,
    CdsClientFailure,
    Sign,
    call,
    discover,
    hook_request,
    unsigned,
)
from cds_service.ehr_prefetch import Over, Prefetched, prefetch, stated_release
from cds_service.fhir_address import normalised_base
from cds_service.loopback_server import served
from cds_service.no_card import why_no_card
from cds_service.sandbox_results import demo_results, with_results
from cds_service.settings import Settings
from cds_service.trust_settings import TrustSettings
from fhir_mappings.bundle import Entry
from fhir_mappings.model import Chart, Unusable

OLDER = {"0": "DSTU1", "1": "DSTU2", "3": "STU3"}
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Playing:
    """How the EHR is played: signing its calls, with invented B2M results or without; `over` goes
    through the keys that are asked for."""

    sign: Sign = unsigned
    invent: bool = False
    over: Over = iter


@dataclass(frozen=True)
class Session:
    """One call of the hook, as an EHR analyst wants to see it. `prefetched` is what the FHIR
    server answered, `delivered` what went into the request."""

    service: dict[str, Any]
    service_url: str
    fhir_server: str
    release: str
    patient: PatientContext
    prefetched: tuple[Prefetched, ...]
    delivered: tuple[Prefetched, ...]
    answer: Answer

    @property
    def invented(self) -> bool:
        """Were results delivered that are on no server?"""
        return self.delivered != self.prefetched

    def why_no_card(self, settings: Settings) -> str:
        """The sentence to show when there are no cards, judged by what the EHR itself could see."""
        return why_no_card(self._seen(), self.patient, settings, datetime.now(UTC))

    def set_aside(self, settings: Settings) -> tuple[Unusable, ...]:
        """What this version of the rules does not use of what the FHIR server delivered."""
        return self.chart(settings).unusable

    def chart(self, settings: Settings) -> Chart:
        """What this version reads in what the FHIR server delivered."""
        return chart_of(self._seen(), self.patient, settings, at=datetime.now(UTC))

    def _seen(self) -> Iterator[Entry]:
        return (entry for item in self.delivered for entry in item.rows)


def play_ehr(
    service_url: str,
    fhir_server: str,
    patient_id: str,
    token: str = "",
    playing: Playing = Playing(),
) -> Session:
    """Discovery, prefetch from that FHIR server, the call."""
    if token and normalised_base(fhir_server) is None:
        raise CdsClientFailure("A token is sent over https only, or to a server on this machine.")
    service = discover(service_url, playing.sign)
    release = _readable_release(fhir_server, token)
    prefetched = delivered = prefetch(service, patient_id, fhir_server, token, playing.over)
    if playing.invent:
        rows = demo_results(patient_id, datetime.now(UTC).date())
        delivered = with_results(prefetched, service.get("prefetch", {}), rows)
    request = hook_request(patient_id, fhir_server, token, delivered)
    answer = call(service_url, service["id"], request, playing.sign)
    patient = PatientContext(patient_id, fhir_server=fhir_server)
    return Session(
        service, service_url, fhir_server, release, patient, prefetched, delivered, answer
    )


def _readable_release(fhir_server: str, token: str) -> str:
    """The FHIR version; raises CdsClientFailure for one from before R4."""
    stated = stated_release(fhir_server, token)
    older = OLDER.get(stated.partition(".")[0])
    if older:
        raise CdsClientFailure(
            f"{fhir_server} speaks FHIR {stated} ({older}). This service reads R4, R4B and R5; "
            "nothing was asked of it."
        )
    return stated or NOT_STATED


def running_service(
    service_url: str | None, fhir_server: str, settings: Settings
) -> AbstractContextManager[str]:
    """The service to call: the one at that address, or one of our own for the moment."""
    if service_url is not None:
        return nullcontext(service_url.rstrip("/").removesuffix("/cds-services"))
    untrusting = settings.model_copy(update={"trust": TrustSettings()})
    return served(create_app(allowing(untrusting, fhir_server)))


def allowing(settings: Settings, fhir_server: str) -> Settings:
    """The settings with one more FHIR server that may be asked, if it is one we would ask."""
    base = normalised_base(fhir_server)
    servers = settings.fhir.servers | ({base} if base else set())
    return settings.model_copy(
        update={"fhir": settings.fhir.model_copy(update={"servers": servers})}
    )


def report(session: Session, settings: Settings) -> Iterator[str]:
    """What was asked of whom, and how it went, line by line."""
    yield f"Service {session.service_url} ({session.service['id']}, {session.service['hook']})"
    yield f"FHIR server {session.fhir_server} (FHIR version {session.release})"
    yield "Prefetch"
    for item in session.prefetched:
        yield f"  {item.key:<15} {_milliseconds(item.seconds):>8}  {_outcome(item)}"
    if session.invented:
        yield "Added to the request, on no server: SYNTHETIC B2M, albumin, LDH and creatinine"
    for number, aside in enumerate(session.set_aside(settings)):
        if not number:
            yield "Set aside"
        yield f"  {aside.reference}: {aside.reason.value}"
    answer = session.answer
    yield f"Answer {answer.status} in {_milliseconds(answer.seconds)}"


def _outcome(item: Prefetched) -> str:
    if item.refused:
        return f"refused: {item.refused}"
    rows, pages = _counted(len(item.rows), "row"), _counted(item.pages, "page")
    ended = "" if item.status == 200 else f", then HTTP {item.status}"
    return f"HTTP 200, {rows}, {pages}{ended}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def problems_of(body: Any) -> Iterator[str]:
    """The sentences of an OperationOutcome."""
    issues = body.get("issue", []) if isinstance(body, dict) else []
    yield from (issue.get("diagnostics", issue.get("code", "")) for issue in issues)
