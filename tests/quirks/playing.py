"""Open the patient's chart at a FHIR server of a profile, without any prefetch, and note what
happens."""

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.fhir_stub import Seen, bundle, fhir_stub
from tests.cds_service.hook_requests import TOKEN, authorization, body
from tests.quirks.chart import PATIENT_ID
from tests.quirks.profiles import serving

SHORT_S = 0.8
LONG_S = 20.0  # never reached: these servers answer


@dataclass(frozen=True)
class Played:
    """The answer of the service, and which requests its FHIR server and another server got."""

    status: int
    body: Any
    seconds: float
    seen: list[Seen]
    elsewhere: list[Seen]

    @property
    def cards(self) -> list[dict[str, Any]]:
        return list(self.body.get("cards", ()))

    @property
    def said(self) -> str:
        """Everything that a person reads: the cards' details, or the sentence of the refusal."""
        issues = [issue["diagnostics"] for issue in self.body.get("issue", ())]
        return " ".join([*(card["detail"] for card in self.cards), *issues])

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """The results that the cards rest on."""
        return [item for card in self.cards for item in explanation(card).get("inputs", ())]


def explanation(card: dict[str, Any]) -> dict[str, Any]:
    return dict(card["extension"]["org.b2m-cds.explanation"])


@cache
def played(profile: str, variant: str, deadline_s: float) -> Played:
    """One call of the hook against a server of this profile."""
    with (
        fhir_stub(lambda ask: ask.reply(bundle())) as elsewhere,
        fhir_stub(serving(profile, variant, elsewhere.base)) as fhir,
    ):
        rewrites = {"http://fhir-inner/fhir": fhir.base} if variant == "rewritten" else {}
        limits = {
            "servers": [fhir.base],
            "deadline_s": deadline_s,
            "call_s": deadline_s,
            "rewrite_links": rewrites,
        }
        client = create_app(Settings.model_validate({"fhir": limits})).test_client()
        request = body(
            context={"userId": "Practitioner/onc-77", "patientId": PATIENT_ID},
            fhirServer=fhir.base,
            fhirAuthorization=authorization(access_token=TOKEN, patient=PATIENT_ID),
        )
        began = time.monotonic()
        answer = client.post("/cds-services/b2m-patient-view", json=request)
        seconds = time.monotonic() - began
        return Played(answer.status_code, answer.json, seconds, fhir.seen, elsewhere.seen)
