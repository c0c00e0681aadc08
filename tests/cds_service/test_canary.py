"""Canaries through every path: nothing of a patient and no token in logs, counts or refusals.

The cards themselves show results and dates; they too name neither the patient nor what somebody
wrote. What is refused: test_canary_refusals.py. Below HTTP, on the real server:
tests/resilience/test_hostile_requests.py.
"""

import json
from typing import Any

import pytest

from tests.cds_service.canary import (
    ALL,
    HEADERS,
    ODD_RESULTS,
    PATIENT,
    SECRET,
    TOKEN,
    WRITTEN,
    call,
    chart,
    found_in,
    nothing_shows,
    prefetch,
    result,
    service,
)
from tests.cds_service.feedback_entries import overridden
from tests.cds_service.fhir_stub import Behave, bundle, fhir_stub, outcome
from tests.cds_service.order_baskets import draft
from tests.cds_service.signing import FEEDBACK, SERVICE


def html_502(ask: Any) -> None:
    ask.reply(f"<p>{WRITTEN} {TOKEN} {PATIENT}</p>".encode(), 502, "text/html")


SERVERS: dict[str, Behave] = {
    "rows": lambda ask: ask.reply(bundle(result())),
    "an outcome with text": lambda ask: ask.reply(
        outcome("error", WRITTEN) | {"text": {"div": WRITTEN}, "id": PATIENT}, 400
    ),
    "unauthorized": lambda ask: ask.reply(f"token {TOKEN}".encode(), 401, "text/plain"),
    "forbidden": lambda ask: ask.reply(outcome("error", f"{PATIENT} {WRITTEN}"), 403),
    "a page": html_502,
    "redirected": lambda ask: ask.redirect(f"https://{WRITTEN}.example/{PATIENT}?t={TOKEN}"),
    "redirected here": lambda ask: ask.redirect(f"/fhir/{PATIENT}", 307),
    "a link elsewhere": lambda ask: ask.reply(bundle(next_link=f"https://x.example/{TOKEN}")),
    "a time-out": lambda ask: ask.drip(0.05, 12),
    "a slow head": lambda ask: ask.drip_head(0.05, 12),
    "cut": lambda ask: ask.wfile.write(WRITTEN.encode()),
    "half of it": lambda ask: ask.reply(f'{{"resourceType": "{PATIENT}'.encode()),
    "bytes": lambda ask: ask.reply_gzip(b"\xff" + WRITTEN.encode()),
}


@pytest.mark.parametrize("name", SERVERS)
def test_by_way_of_a_fhir_server(name, debug_log):
    with fhir_stub(SERVERS[name]) as stub:
        client = service(stub.base)
        answer = client.post(SERVICE, json=call(fhirServer=stub.base), headers=HEADERS)

    assert answer.status_code in {200, 412}
    nothing_shows(answer, client, debug_log)


def test_by_way_of_a_server_that_is_not_there_or_not_on_the_list(debug_log):
    with fhir_stub(lambda ask: None) as stub:
        gone = stub.base
    client = service(gone)

    for server in (gone, f"https://{SECRET['header']}.example/{PATIENT}?{TOKEN}"):
        answer = client.post(SERVICE, json=call(fhirServer=server), headers=HEADERS)
        assert answer.status_code == 412
        nothing_shows(answer, client, debug_log)


@pytest.mark.parametrize("page", [SERVICE, "/why", "/chart"])
@pytest.mark.parametrize("name", ["as it should be", *ODD_RESULTS])
def test_by_way_of_prefetch(name, page, debug_log):
    client = service()
    delivered = prefetch(*ODD_RESULTS.get(name, [result()]))

    answer = client.post(page, json=call(prefetch=delivered), headers=HEADERS)

    assert answer.status_code in ({412, 400} if name == "no resource" else {200})
    nothing_shows(answer, client, debug_log)


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("code", ["1952-1", WRITTEN])
def test_by_way_of_an_order(code, hook, debug_log):
    client = service()
    basket = bundle(draft(code, subject={"reference": f"Patient/{PATIENT}"}, note=[WRITTEN]))
    context = {
        "userId": f"Practitioner/{SECRET['user']}", "patientId": PATIENT, "draftOrders": basket,
        "selections": ["ServiceRequest/d1"],
    }  # fmt: skip
    request = call(hook=hook, context=context, prefetch=prefetch())

    answer = client.post(f"/cds-services/b2m-{hook}", json=request, headers=HEADERS)

    assert answer.status_code == 200
    nothing_shows(answer, client, debug_log)


@pytest.mark.parametrize("path", ["/", "/setup", "/rules", "/transparency", "/cds-services",
                                  "/openapi.json", "/livez", "/readyz"])  # fmt: skip
def test_on_pages_that_anybody_may_read(path, debug_log):
    client = service()

    answer = client.get(f"{path}?{TOKEN}", headers=HEADERS)

    assert answer.status_code == 200
    nothing_shows(answer, client, debug_log)


def test_in_feedback_that_is_kept(debug_log):
    client = service(store={"url": "sqlite://"})
    reason = {"reason": {"system": f"urn:{WRITTEN}", "code": WRITTEN}, "userComment": ALL}
    entries = [overridden(None, overrideReason=reason), overridden(card=PATIENT)]

    answer = client.post(FEEDBACK, json={"feedback": entries}, headers=HEADERS)

    assert answer.json is not None
    assert answer.json["received"] == 1
    nothing_shows(answer, client, debug_log)


def test_in_the_file_of_the_store(tmp_path, debug_log):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    client = service(store={"url": url, "keep_comments": False}, site={"key": TOKEN})
    (card,) = client.post(SERVICE, json=call(prefetch=prefetch())).get_json()["cards"]
    entry = overridden(card=card["uuid"], overrideReason={"userComment": ALL})

    answer = client.post(FEEDBACK, json={"feedback": [entry]})
    client.application.extensions["b2m-cds"].store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir()).decode("latin-1")

    assert answer.status_code == 200
    assert card["uuid"] in kept
    assert found_in(kept) == []


def test_a_pasted_chart_is_answered_without_whom_it_is_about(debug_log):
    client = service()
    pasted = {"text": json.dumps(chart())}

    answers = [client.post(page, data=pasted, headers=HEADERS) for page in ("/why", "/chart")]

    for answer in answers:
        assert answer.status_code == 200
        assert "6.3" in answer.text
        nothing_shows(answer, client, debug_log)
