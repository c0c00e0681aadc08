"""Nobody calls the CDS Hooks API unknown: the check of `trust` before each request, in Flask.

    discovery             a token is not required, but one that comes must be right
    service, feedback     a token is required
    CORS preflight        never carries a token, never refused
    all other pages       hold nothing of patients; who reads them is for the gateway to say. Those
                          that read a posted chart (/chart, /why) do not exist in this mode

The answer to a refusal is 401 without a body; `refusal` in the request log has the rule's word.
"""

from __future__ import annotations

from flask import Flask, Response, g, request

from cds_service.errors import NotAuthenticated
from cds_service.trust import TrustedClients
from cds_service.trust_refusal import NotTrusted

DISCOVERY = "/cds-services"
FEEDBACK = "/feedback"


def require_trust(app: Flask, clients: TrustedClients, public_base_url: str) -> None:
    """Check every call of the CDS Hooks API; `public_base_url` is what clients know, not `Host`."""

    def check() -> None:
        if not _is_guarded():
            return
        try:
            g.issuer = clients.caller(
                request.headers.get("Authorization", ""), _addresses(public_base_url)
            )
        except NotTrusted as refused:
            g.refusal = refused.refusal.value
            g.issuer = refused.issuer or None
            raise NotAuthenticated from None

    app.before_request(check)
    app.register_error_handler(NotAuthenticated, _refuse)


def _is_guarded() -> bool:
    """Pages that do not exist are left to the answer 404, wrong methods to 405."""
    if request.method == "OPTIONS" or not f"{_rule()}/".startswith(f"{DISCOVERY}/"):
        return False
    return _rule() != DISCOVERY or "Authorization" in request.headers


def _addresses(public_base_url: str) -> frozenset[str]:
    """What a token for this request may name as its audience.

    At feedback some clients name the service: the text says "the endpoint that is invoked".
    """
    address = f"{public_base_url}{request.path.rstrip('/')}"
    if _rule().endswith(FEEDBACK):
        return frozenset({address, address.removesuffix(FEEDBACK)})
    return frozenset({address})


def _rule() -> str:
    return request.url_rule.rule if request.url_rule else ""


def _refuse(failure: NotAuthenticated) -> Response:
    g.failure = type(failure).__name__
    response = Response(status=failure.status, headers={"WWW-Authenticate": "Bearer"})
    response.headers.remove("Content-Type")
    response.cache_control.no_store = True
    return response
