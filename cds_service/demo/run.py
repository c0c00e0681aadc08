"""`b2m-cds demo`: a FHIR server, the service and the demo EHR page, all on loopback.

Ctrl-C, SIGTERM or a closed terminal end all of it: the signals leave through the `with` blocks,
and the FHIR server also ends by itself when this process is gone.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from types import FrameType
from typing import Any

from flask import Flask
from pydantic import SecretStr

from cds_service.app import create_app
from cds_service.cds_client import CdsClientFailure, call, discover, hook_request
from cds_service.demo.fhir_server import DemoUnavailable, demo_fhir_server, load
from cds_service.demo.generated import generated_patients
from cds_service.demo.patients import DemoPatient, demo_patients
from cds_service.loopback_server import served
from cds_service.sandbox import allowing
from cds_service.settings import Settings
from cds_service.settings_sections import FhirSettings, StoreSettings

Over = Callable[[Sequence[DemoPatient]], Iterator[DemoPatient]]

FIRST_PORT = 8080
FHIR_SECONDS = 20  # a slow laptop shall still show cards
SHOWN = "iss-3-kidney"


class _Stopped(BaseException):
    """A signal asked the demo to end."""


@dataclass(frozen=True)
class Demo:
    """A running demo."""

    service_url: str
    fhir_server: str
    patients: tuple[DemoPatient, ...]

    def patient(self, patient_id: str) -> DemoPatient:
        """One of the demo's patients."""
        return next(patient for patient in self.patients if patient.id == patient_id)

    def cards(self, patient_id: str) -> list[dict[str, Any]]:
        """The cards of one patient; no prefetch is sent, so the service asks the FHIR server."""
        service = discover(self.service_url)
        request = hook_request(patient_id, self.fhir_server)
        answer = call(self.service_url, service["id"], request)
        if answer.status != 200:
            raise CdsClientFailure(f"The service answered {answer.status}.")
        cards: list[dict[str, Any]] = answer.body["cards"]
        return cards


@contextmanager
def running_demo(
    first_port: int = FIRST_PORT, over: Over = iter, generated: int = 0
) -> Iterator[Demo]:
    """Everything up and loaded, until the block ends; `over` goes through the patients to load,
    `generated` of which come from the cohort generator."""
    today = datetime.now(UTC).date()
    patients = (*demo_patients(today), *generated_patients(generated, today))
    with demo_fhir_server() as fhir_server:
        load(fhir_server, over(patients))
        with served(_app(patients, fhir_server), first_port) as service_url:
            yield Demo(service_url, fhir_server, patients)


def run_demo(
    say: Callable[[str], None],
    show: Callable[[list[dict[str, Any]]], None],
    *,
    once: bool,
    over: Over = iter,
    generated: int = 0,
) -> None:
    """Show one patient's cards; unless `once`, stay until a signal comes."""
    try:
        _end_on_signals()
        say("Starting a FHIR server with invented patients ...")
        with running_demo(over=over, generated=generated) as demo:
            patient = demo.patient(SHOWN)
            say(f"\n{patient.name}: {patient.shows}\n")
            show(demo.cards(SHOWN))
            if not once:
                say(f"\nDemo EHR page: {demo.service_url}/   FHIR server: {demo.fhir_server}")
                say("Ctrl-C ends the demo.")
                Event().wait()
    except _Stopped:
        say("Demo ended.")


def _app(patients: tuple[DemoPatient, ...], fhir_server: str) -> Flask:
    try:
        from cds_service.web.demo_page import demo_page  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as error:
        raise DemoUnavailable(
            f"The demo page needs {error.name}: install 'b2m-cds[demo]'."
        ) from None
    unhurried = FhirSettings(deadline_s=FHIR_SECONDS, call_s=FHIR_SECONDS)
    in_memory = StoreSettings(url=SecretStr("sqlite://"))
    settings = allowing(Settings(fhir=unhurried, store=in_memory), fhir_server)
    return create_app(settings, front=demo_page(patients, fhir_server))


def _end_on_signals() -> None:
    """All but those that were switched off on purpose, as nohup does."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped
