"""What is answered to bytes that never become a request: as other failures, in fixed words.

gunicorn's own error page and log line repeat the header that it could not read, which may be the
one with the token.
"""

from __future__ import annotations

import json

from gunicorn.http import errors

_TOO_LONG = "too-long"
# HTTP reason phrase, FHIR issue code, sentence.
REFUSALS = {
    400: ("Bad Request", "structure", "This is not HTTP/1.1 as the service reads it."),
    408: ("Request Timeout", "timeout", "The request did not arrive in time."),
    414: ("URI Too Long", _TOO_LONG, "The address is longer than this service accepts."),
    417: ("Expectation Failed", "not-supported", "The expectation cannot be met."),
    431: ("Request Header Fields Too Large", _TOO_LONG, "The headers are more than is accepted."),
    500: ("Internal Server Error", "exception", "Internal error."),
    501: ("Not Implemented", "not-supported", "This transfer coding is not supported."),
}
_BY_FAULT: tuple[tuple[type[Exception], int], ...] = (
    (errors.ConfigurationProblem, 500),
    (errors.InvalidResponseHeader, 500),
    (errors.InvalidResponseHeaderName, 500),
    (errors.LimitRequestLine, 414),
    (errors.LimitRequestHeaders, 431),
    (errors.ExpectationFailed, 417),
    (errors.UnsupportedTransferCoding, 501),
    (errors.ParseException, 400),
)


def status_for(fault: Exception) -> int:
    """The status of what gunicorn could not read, or could not do."""
    return next((status for kind, status in _BY_FAULT if isinstance(fault, kind)), 500)


def refusal(status: int) -> bytes:
    """The whole answer; the connection ends with it."""
    reason, code, sentence = REFUSALS[status]
    issue = {"severity": "error", "code": code, "diagnostics": sentence}
    content = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]})
    lines = [
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
    ]
    return "\r\n".join([*lines, "", content]).encode()
