"""Our own service keeps CDS Hooks, as far as anything outside can see."""

from __future__ import annotations

import json
from collections.abc import Iterator

import jwt
import pytest

from conformance.requirement import Verdict
from conformance.run import Outcome
from conformance.target import Options
from tests.conformance.little_run import SIGNER, judged
from tests.conformance.little_trust import ISSUER, PUBLIC_PEM
from tests.conformance.ours import Running, our_samples, our_service, our_service_for

pytestmark = pytest.mark.xdist_group("our-service")

# Broken on purpose or by choice, with the reason; nothing else may be.
EXPLAINED: dict[str, str] = {}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with our_service() as service:
        yield service


def odd(outcomes: list[Outcome]) -> dict[str, tuple[str, ...]]:
    """What is neither kept nor skipped."""
    kept = {Verdict.PASS, Verdict.SKIP}
    return {o.requirement.id: o.reasons for o in outcomes if o.verdict not in kept}


def test_our_service_passes_with_real_samples_a_fhir_server_and_beyond_cds_hooks(running):
    samples = tuple(our_samples())
    options = Options(samples=samples, stub_port=running.stub_port, own=True, fast_s=2)

    outcomes = judged(running.url, options)

    passed = {o.requirement.id for o in outcomes if o.verdict is Verdict.PASS}
    assert odd(outcomes).keys() == EXPLAINED.keys(), odd(outcomes)
    # Looked at indeed: data from prefetch, from the FHIR server, cards with suggestions.
    assert {"PREF-04", "PREF-05", "PREF-14", "PREF-18", "FHIRACC-02", "ACT-03"} <= passed


def test_our_service_passes_with_what_discovery_alone_tells(running):
    outcomes = judged(running.url, Options(fast_s=2))

    assert odd(outcomes).keys() == EXPLAINED.keys(), odd(outcomes)


def test_our_service_passes_where_only_signed_calls_are_answered():
    algorithm = jwt.get_algorithm_by_name("ES384")
    public = algorithm.to_jwk(algorithm.prepare_key(PUBLIC_PEM))
    key = json.loads(public) | {"kid": "conformance", "alg": "ES384"}

    with our_service_for(ISSUER, key) as service:
        samples = tuple(our_samples())
        options = Options(
            samples=samples, stub_port=service.stub_port, own=True, fast_s=2, signer=SIGNER
        )
        outcomes = judged(service.url, options)

    passed = {o.requirement.id for o in outcomes if o.verdict is Verdict.PASS}
    assert odd(outcomes).keys() == EXPLAINED.keys(), odd(outcomes)
    assert len({name for name in passed if name.startswith("JWT")}) > 10
