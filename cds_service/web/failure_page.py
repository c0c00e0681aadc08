"""A failure as a page, for a person whose browser asked; CDS clients get an OperationOutcome."""

from __future__ import annotations

from flask import render_template, request

from cds_service.errors import BodyTooLarge, Failure, MethodNotAllowed, UnknownPage
from cds_service.web.pages import CONTENT_POLICY

API = "/cds-services"
ADVICE: dict[type[Failure], tuple[str, str]] = {
    UnknownPage: ("Nothing here", "Setup, rules and transparency are linked above."),
    MethodNotAllowed: (
        "Not to be opened like this",
        "Chart, why-page and self-test are answers to what a form or a program posts.",
    ),
    BodyTooLarge: ("Too large", "Post one patient's Bundle, without what B2M is not read with."),
}
HEADERS = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store", "Vary": "Accept"}


def failure_page(failure: Failure) -> str | None:
    """The page; None where a program asked or the failure is none of a person's making."""
    advice = ADVICE.get(type(failure))
    if advice is None or request.path.startswith(API):
        return None
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return None
    title, hint = advice
    return render_template("failure.html", title=title, problem=failure.sentence, hint=hint)
