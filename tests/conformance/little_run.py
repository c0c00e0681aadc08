"""Run the suite on whatever service the little server holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.requirement import Verdict
from conformance.run import Outcome, judge
from conformance.target import Options, Target
from conformance.tokens import Signer
from conformance.wire import Wire
from tests.conformance.little_service import HOOK, ORIGIN
from tests.conformance.little_trust import ISSUER, PRIVATE_PEM

PATIENT = "little-1"
SIGNER = Signer(PRIVATE_PEM, ISSUER)


def sample() -> dict[str, Any]:
    """A request that the little service answers with its card."""
    potassium = {
        "resourceType": "Observation",
        "id": "k",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "effectiveDateTime": "2026-11-18",
        "valueQuantity": {"value": 6.2, "unit": "mmol/L"},
    }
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": potassium}]}
    return {
        "hook": HOOK,
        "hookInstance": "0f1f4f5e-94b5-4b0c-8f0a-7b8e4a3a2c55",
        "context": {"userId": "Practitioner/1", "patientId": PATIENT},
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": PATIENT},
            "potassium": bundle,
        },
    }


def options(stub_port: int | None = None, **changes: Any) -> Options:
    """What somebody who tests the little service gives on the command line."""
    usual: dict[str, Any] = {
        "samples": (sample(),),
        "signer": SIGNER,
        "stub_port": stub_port,
        "origin": ORIGIN,
        "own": True,
        # A busy machine is not a slow service.
        "fast_s": 1.0,
        "deadline_s": 1.5,
    }
    return Options(**{**usual, **changes})


def judged(url: str, options: Options, only: Iterable[str] = ()) -> list[Outcome]:
    """The outcome of the suite."""
    with Wire(url, seconds=60) as wire, Target(wire, options) as target:
        return judge(target, only)


def verdicts(outcomes: Iterable[Outcome]) -> dict[str, Verdict]:
    """Verdict by requirement."""
    return {outcome.requirement.id: outcome.verdict for outcome in outcomes}
