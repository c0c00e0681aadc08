"""The other side of CDS Hooks: what an EHR does. Discovery and the call; see `ehr_prefetch` too."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import requests

from cds_service.ehr_prefetch import Prefetched, plain_session
from cds_service.json_body import InvalidJson, json_text, parse_json

HOOK = "patient-view"
TIMEOUT_SECONDS = 30

# Makes the token for one call of a URL; "" = none.
Sign = Callable[[str], str]

READ = ("Patient", "Observation", "Condition", "MedicationRequest", "Procedure", "ServiceRequest")


class CdsClientFailure(Exception):
    """The service cannot be used at all; the message says why, for a person."""


@dataclass(frozen=True)
class Answer:
    """What the service answered to the hook."""

    status: int
    body: Any
    seconds: float


def unsigned(_url: str) -> str:
    """For services that ask nobody who they are."""
    return ""


def discover(service_url: str, sign: Sign = unsigned) -> dict[str, Any]:
    """The service's own description of its patient-view service."""
    url = f"{service_url}/cds-services"
    try:
        with plain_session(sign(url)) as session:
            response = session.get(url, timeout=TIMEOUT_SECONDS)
        _check_trusted(response)
        offered = parse_json(response.content)["services"]
        return next(service for service in offered if service["hook"] == HOOK)
    except requests.RequestException:
        raise CdsClientFailure(f"No CDS service answers at {service_url}.") from None
    except (InvalidJson, KeyError, TypeError):
        raise CdsClientFailure(f"{service_url}/cds-services is not a discovery answer.") from None
    except StopIteration:
        raise CdsClientFailure(f"{service_url} offers no {HOOK} service.") from None


def hook_request(
    patient_id: str, fhir_server: str, token: str = "", prefetched: Iterable[Prefetched] = ()
) -> dict[str, Any]:
    """A patient-view request; keys that could not be had are left out, as the text asks."""
    request: dict[str, Any] = {
        "hook": HOOK,
        "hookInstance": str(uuid.uuid4()),
        "fhirServer": fhir_server,
        "context": {"userId": "Practitioner/demo", "patientId": patient_id},
    }
    if token:
        request["fhirAuthorization"] = _authorization(token)
    if had := {item.key: item.value for item in prefetched if not item.refused}:
        request["prefetch"] = had
    return request


def call(
    service_url: str, service_id: str, request: Mapping[str, Any], sign: Sign = unsigned
) -> Answer:
    """POST the request to the service."""
    started = monotonic()
    url = f"{service_url}/cds-services/{service_id}"
    try:
        with plain_session(sign(url)) as session:
            response = session.post(
                url,
                json_text(request).encode(),
                headers={"Content-Type": "application/json"},
                timeout=TIMEOUT_SECONDS,
            )
        _check_trusted(response)
        body = parse_json(response.content)
    except requests.RequestException:
        raise CdsClientFailure(f"{service_url} did not answer the hook.") from None
    except InvalidJson:
        raise CdsClientFailure(f"{service_url} answered the hook with no JSON.") from None
    return Answer(response.status_code, body, monotonic() - started)


def _check_trusted(response: requests.Response) -> None:
    if response.status_code == 401:
        raise CdsClientFailure(
            "The service does not trust this caller (401). Its log says why, in `refusal`."
        )


def _authorization(token: str) -> dict[str, Any]:
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": " ".join(f"patient/{kind}.read" for kind in READ),
        "subject": "b2m-cds-sandbox",
    }
