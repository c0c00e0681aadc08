"""The FHIR access that a CDS client hands over with a call: server, token, and whether to use it.

fhirAuthorization absent             the server may be asked without a token
no fhirServer, no access_token       400, unless prefetch is complete
patient is not the one in context    400
token_type other than Bearer         no call to the server
expires_in zero or less              no call to the server
scope, subject                       advisory, not read
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from cds_service.errors import MISSING, NOT_VALID, InvalidHookRequest
from cds_service.shortfall import Shortfall

# Visible ASCII: anything else could end the header it is written into.
_TOKEN = re.compile(r"[\x21-\x7e]+")
_WHOLE_NUMBER = re.compile(r"-?\d{1,18}")


@dataclass(frozen=True)
class FhirAccessGiven:
    """What the client granted; `barrier` says why its server is not to be asked, None = ask."""

    server: str = ""
    token: str = field(default="", repr=False)
    barrier: Shortfall | None = Shortfall.NO_ACCESS


def access_given(
    server: str, authorization: object, patient_id: str, *, needed: bool
) -> FhirAccessGiven:
    """Judge `fhirServer` and `fhirAuthorization`; `needed` = prefetch leaves something to ask for.

    Raises InvalidHookRequest.
    """
    if authorization is None:
        return FhirAccessGiven(server, barrier=None if server else Shortfall.NO_ACCESS)
    members = authorization if isinstance(authorization, dict) else {}
    if members.get("patient", patient_id) not in {patient_id, None, ""}:
        raise InvalidHookRequest({"fhirAuthorization.patient": NOT_VALID})
    faults = _faults(server, members.get("access_token"))
    if faults and needed:
        raise InvalidHookRequest(faults)
    if faults or not _usable(members):
        return FhirAccessGiven(server, barrier=Shortfall.ACCESS_UNUSABLE)
    return FhirAccessGiven(server, members["access_token"], barrier=None)


def _faults(server: str, token: object) -> dict[str, str]:
    faults = {} if server else {"fhirServer": MISSING}
    if token is None:
        return faults | {"fhirAuthorization.access_token": MISSING}
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return faults | {"fhirAuthorization.access_token": NOT_VALID}
    return faults


def _usable(members: dict[str, Any]) -> bool:
    if str(members.get("token_type", "Bearer")).lower() != "bearer":
        return False
    seconds = str(members.get("expires_in", ""))
    return not _WHOLE_NUMBER.fullmatch(seconds) or int(seconds) > 0
