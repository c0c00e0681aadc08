"""Each failure has a status and a sentence of its own, and repeats nothing."""

import pytest

from cds_service import errors
from cds_service.errors import DataUnavailable, InternalError, InvalidHookRequest, operation_outcome

PLAIN = [
    (errors.MalformedBody, 400, "structure"),
    (errors.NotAuthenticated, 401, "login"),
    (errors.UnknownService, 404, "not-found"),
    (errors.UnknownPage, 404, "not-found"),
    (errors.MethodNotAllowed, 405, "not-supported"),
    (errors.BodyTooLarge, 413, "too-long"),
    (errors.UnsupportedMediaType, 415, "not-supported"),
    (errors.StoreUnavailable, 503, "no-store"),
]


@pytest.mark.parametrize(("failure", "status", "code"), PLAIN)
def test_a_failure_becomes_an_operation_outcome(failure, status, code):
    assert failure.status == status
    assert operation_outcome(failure()) == {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "diagnostics": failure.sentence}],
    }


def test_the_tree_in_the_docstring_is_the_tree():
    drawn = {
        line.split("── ")[1].split()[0]: line.split()[2]
        for line in (errors.__doc__ or "").splitlines()
        if "── " in line
    }

    assert drawn == {kind.__name__: str(kind.status) for kind in errors.Failure.__subclasses__()}


def test_an_invalid_request_names_each_member_with_its_fault():
    failure = InvalidHookRequest({"context.patientId": errors.MISSING, "hook": errors.NOT_VALID})

    assert failure.issues() == [
        ("required", "Request member context.patientId is missing."),
        ("value", "Request member hook is not valid."),
    ]


def test_missing_data_names_the_key_and_the_reason():
    assert DataUnavailable("b2m", "timeout").issues() == [
        (
            "incomplete",
            f"{DataUnavailable.sentence}: prefetch key b2m, timeout.",
        )
    ]


def test_an_internal_error_leads_to_the_log_by_its_reference():
    assert InternalError("ab12").issues() == [("exception", "Internal error. Reference: ab12.")]
