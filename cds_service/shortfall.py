"""Why data could not be had, or not all of it: one word each, safe to show and to log."""

from __future__ import annotations

from enum import StrEnum


class Shortfall(StrEnum):
    """The reason in `Coverage.reason`, in the answer to a failed call and in the log."""

    NO_ACCESS = "no-access"  # the request names no FHIR server
    FALLBACK_OFF = "fallback-off"  # the site works from prefetch alone
    NOT_ALLOWED = "not-allowed"  # the address is not on the site's list
    ACCESS_UNUSABLE = "access-unusable"  # not a bearer token, expired or malformed
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    EXPIRED = "paging-expired"  # 410, or the vendor code for it
    NOT_UNDERSTOOD = "search-refused"  # 400, 414, 422: not as we ask, however we ask
    REFUSED = "refused"  # another 4xx
    BUSY = "server-busy"  # 429, 503, or too many calls of ours wait for it already
    RECENTLY_DOWN = "server-recently-down"  # it did not answer just now: not asked again yet
    REDIRECTED = "redirected"
    SERVER_ERROR = "server-error"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    NOT_FHIR = "not-fhir"
    OLDER_RELEASE = "unsupported-fhir-release"  # DSTU2 or STU3
    OTHER_PATIENT = "not-of-this-patient"  # the server delivered only somebody else's rows
    OUTCOME = "operation-outcome"  # an OperationOutcome of severity error stands for the data
    PAGING = "incomplete-paging"  # more pages exist than could be read
    MORE_EXISTS = "more-exists"  # the server says so itself
