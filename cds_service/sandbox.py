"""`b2m-cds sandbox`: play the EHR for one patient and say what happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cds_service.answer import PatientContext
from cds_service.app import create_app
from cds_service.cds_client import (
    Answer,
    Prefetched,
    Sign,
    call,
    discover,
    hook_request,
    prefetch,
    unsigned,
)
from cds_service.fhir_address import normalised_base
from cds_service.loopback_server import served
from cds_service.no_card import why_no_card
from cds_service.settings import Settings
from cds_service.trust_settings import TrustSettings
from fhir_mappings.bundle import entries_of


@dataclass(frozen=True)
class Session:
    """One call of the hook, as an EHR analyst wants to see it."""

    service: dict[str, Any]
    service_url: str
    patient: PatientContext
    prefetched: tuple[Prefetched, ...]
    answer: Answer

    def why_no_card(self, settings: Settings) -> str:
        """The sentence to show when there are no cards, judged by what the EHR itself could see."""
        seen = (entry for item in self.prefetched for entry in entries_of(item.value))
        return why_no_card(seen, self.patient, settings, datetime.now(UTC))


def play_ehr(
    service_url: str, fhir_server: str, patient_id: str, token: str = "", sign: Sign = unsigned
) -> Session:
    """Discovery, prefetch from that FHIR server, the call."""
    service = discover(service_url, sign)
    prefetched = prefetch(service, patient_id, fhir_server, token)
    request = hook_request(patient_id, fhir_server, token, prefetched)
    answer = call(service_url, service["id"], request, sign)
    patient = PatientContext(patient_id, fhir_server=fhir_server)
    return Session(service, service_url, patient, prefetched, answer)


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


def report(session: Session) -> Iterator[str]:
    """What was asked of whom, and how it went, line by line."""
    yield f"Service {session.service_url} ({session.service['id']}, {session.service['hook']})"
    yield "Prefetch"
    for item in session.prefetched:
        yield f"  {item.key:<12} {_milliseconds(item.seconds):>8}  {_outcome(item)}"
    answer = session.answer
    yield f"Answer {answer.status} in {_milliseconds(answer.seconds)}"


def _outcome(item: Prefetched) -> str:
    if item.refused:
        return f"refused: {item.refused}"
    count = sum(1 for _ in entries_of(item.value))
    return f"{count} resource" if count == 1 else f"{count} resources"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def problems_of(body: Any) -> Iterator[str]:
    """The sentences of an OperationOutcome."""
    issues = body.get("issue", []) if isinstance(body, dict) else []
    yield from (issue.get("diagnostics", issue.get("code", "")) for issue in issues)
