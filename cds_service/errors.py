"""What can go wrong with a call, each with its HTTP status and a fixed public sentence.

    Failure
    ├── MalformedBody          400  not JSON, or not a JSON object
    ├── InvalidHookRequest     400  JSON, but not a request of this hook; names the members
    ├── NotAuthenticated       401  the caller is not trusted; its answer has no body
    ├── UnknownService         404  no CDS service with this id
    ├── UnknownPage            404  nothing at this address
    ├── MethodNotAllowed       405
    ├── DataUnavailable        412  required data neither delivered nor obtainable
    ├── BodyTooLarge           413
    ├── UnsupportedMediaType   415
    ├── InternalError          500  a bug; the reference leads to the log line
    └── StoreUnavailable       503  feedback that cannot be kept now; the client may send it again

Nothing of the request is ever repeated: what varies in a sentence is a member name, a prefetch key
or a reason word of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

MISSING = "missing"
NOT_VALID = "not valid"


class Failure(Exception):
    """A call that cannot be answered with cards."""

    status: ClassVar[int]
    code: ClassVar[str]
    sentence: ClassVar[str]

    def issues(self) -> list[tuple[str, str]]:
        """FHIR issue code and public sentence, one pair per issue."""
        return [(self.code, self.sentence)]


class MalformedBody(Failure):
    status = 400
    code = "structure"
    sentence = "The body is not a JSON object."


class InvalidHookRequest(Failure):
    """`faults` maps a dotted member name to `MISSING` or `NOT_VALID`."""

    status = 400
    code = "invalid"
    sentence = "The body is not a request of this hook."

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(self.sentence)
        self.faults = dict(faults)

    def issues(self) -> list[tuple[str, str]]:
        return [
            ("required" if fault == MISSING else "value", f"Request member {member} is {fault}.")
            for member, fault in self.faults.items()
        ]


class NotAuthenticated(Failure):
    """Why is written to the log only (cds_service.trust_refusal)."""

    status = 401
    code = "login"
    sentence = "The caller is not trusted."


class UnknownService(Failure):
    status = 404
    code = "not-found"
    sentence = "No CDS service with this id."


class UnknownPage(Failure):
    status = 404
    code = "not-found"
    sentence = "Nothing at this address."


class MethodNotAllowed(Failure):
    status = 405
    code = "not-supported"
    sentence = "This address does not support the method."


class DataUnavailable(Failure):
    """`key` is the prefetch key that the service cannot do without, `reason` one of our words."""

    status = 412
    code = "incomplete"
    sentence = "Required data could not be obtained by prefetch or from the FHIR server"

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(self.sentence)
        self.key = key
        self.reason = reason

    def issues(self) -> list[tuple[str, str]]:
        return [(self.code, f"{self.sentence}: prefetch key {self.key}, {self.reason}.")]


class BodyTooLarge(Failure):
    status = 413
    code = "too-long"
    sentence = "The body is larger than this service accepts."


class UnsupportedMediaType(Failure):
    status = 415
    code = "not-supported"
    sentence = "The body must be sent as application/json."


class InternalError(Failure):
    """`reference` is the request id, the only way from the answer to the log."""

    status = 500
    code = "exception"
    sentence = "Internal error."

    def __init__(self, reference: str) -> None:
        super().__init__(self.sentence)
        self.reference = reference

    def issues(self) -> list[tuple[str, str]]:
        return [(self.code, f"{self.sentence} Reference: {self.reference}.")]


class StoreUnavailable(Failure):
    status = 503
    code = "no-store"
    sentence = "The store is not available. Nothing of this request was kept: send it again later."


def operation_outcome(failure: Failure) -> dict[str, Any]:
    """The FHIR form of a failure, the body of every answer that is not 200."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "error", "code": code, "diagnostics": sentence}
            for code, sentence in failure.issues()
        ],
    }
