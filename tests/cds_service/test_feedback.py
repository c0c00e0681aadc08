"""The feedback endpoint: what is kept, and once; what is refused, and how."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect

from cds_service.feedback_store import FEEDBACK
from tests.cds_service.feedback_entries import (
    AT,
    CARD,
    CARDS,
    ORIGIN,
    SYSTEM,
    URL,
    accepted,
    kept,
    overridden,
    send,
)


def test_keeps_what_became_of_each_card_and_nothing_else(client, store):
    extension = {"com.epic.cdshooks.feedback.overrideReason.example": "canary"}
    reason = {"reason": {"system": SYSTEM, "code": "notindicated", "display": "canary"}}

    response = send(
        client,
        accepted(acceptedSuggestions=[{"id": "canary"}], canary="canary"),
        overridden(None, overrideReasons=reason | {"userComment": "Mine.", "extension": extension}),
    )

    assert (response.status_code, response.json) == (200, {"received": 2})
    moment = AT.replace("Z", ".000000Z")
    of_both = {"service": "b2m-patient-view", "card": CARD, "outcome_timestamp": moment}
    none = {"reason_system": None, "reason_code": None, "user_comment": None}
    coded = {"reason_system": SYSTEM, "reason_code": "notindicated", "user_comment": "Mine."}
    assert sorted(kept(store), key=lambda row: str(row["outcome"])) == [
        of_both | {"outcome": "accepted"} | none,
        of_both | {"outcome": "overridden"} | coded,
    ]


def test_the_same_entry_counts_once_however_often_it_comes(client, store):
    send(client, overridden(), overridden(), accepted())
    again = send(client, overridden(outcomeTimestamp="2026-11-23T03:31:07.000+01:00"))

    assert again.json == {"received": 1}
    assert len(kept(store)) == 2


@pytest.mark.parametrize(
    "other",
    [
        overridden(outcomeTimestamp="2026-11-23T02:31:08Z"),
        overridden(card="1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e02"),
        accepted(),
    ],
)
def test_another_moment_card_or_outcome_is_another_entry(client, store, other):
    send(client, overridden(), other)

    assert len(kept(store)) == 2


def test_good_entries_are_kept_although_others_are_bad(client, store):
    response = send(client, {}, overridden(), accepted(outcome="canary"))

    assert response.status_code == 200
    assert response.json is not None
    assert [item["index"] for item in response.json["rejected"]] == [0, 2]
    assert [row["outcome"] for row in kept(store)] == ["overridden"]


def test_a_batch_as_large_as_allowed_is_kept_whole(client, store):
    response = send(client, *[overridden(card=card) for card in CARDS])

    assert response.json == {"received": 500}
    assert [row["card"] for row in kept(store)] == CARDS


def test_calls_with_the_same_entries_at_once_keep_each_once(client, store):
    entries = [overridden(card=card) for card in CARDS[:40]]

    with ThreadPoolExecutor(8) as pool:
        orders = [entries, entries[::-1]] * 8
        answers = list(pool.map(lambda order: send(client, *order).status_code, orders))

    assert set(answers) == {200}
    assert [row["card"] for row in kept(store)] == CARDS[:40]


def test_a_site_keeps_no_comments_if_it_does_not_want_them(serve):
    client = serve("", store={"url": "sqlite://", "keep_comments": False})
    reason = {"reason": {"system": SYSTEM, "code": "notnow"}, "userComment": "canary"}

    assert send(client, overridden(None, overrideReason=reason)).status_code == 200

    (row,) = kept(client.application.extensions["b2m-cds"].store)
    assert (row["reason_code"], row["user_comment"]) == ("notnow", None)


def test_the_columns_of_the_queries_are_those_of_the_schema(store):
    with store.reading() as connection:
        found = inspect(connection)
        columns = {
            column["name"]: (str(column["type"]), column["nullable"])
            for column in found.get_columns("feedback")
        }
        key = found.get_pk_constraint("feedback")["constrained_columns"]

    assert columns == {c.name: (str(c.type), c.nullable) for c in FEEDBACK.columns}
    assert key == [column.name for column in FEEDBACK.primary_key]


@pytest.mark.parametrize(
    ("body", "status", "code", "diagnostics"),
    [
        ("", 400, "structure", "The body is not a JSON object."),
        ("{}", 400, "required", "Request member feedback is missing."),
        ('{"feedback": {}}', 400, "value", "Request member feedback is not valid."),
        ('{"feedback": [1]}', 400, "value", "Request member feedback.0.entry is not valid."),
        (json.dumps({"feedback": [{}] * 501}), 413, "too-long", None),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_in_an_operation_outcome(
    quick, body, status, code, diagnostics
):
    response = quick.post(URL, data=body, content_type="application/json")

    assert response.status_code == status
    issue = response.json["issue"][0]
    assert issue["code"] == code
    assert diagnostics in {None, issue["diagnostics"]}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/cds-services/canary/feedback", 404),
        ("GET", URL, 405),
        ("PUT", URL, 405),
        ("POST", f"{URL}/", 200),
        ("POST", "/cds-services//b2m-patient-view//feedback", 200),
    ],
)
def test_only_a_post_to_a_service_on_offer_is_taken(quick, method, path, status):
    response = quick.open(path, method=method, json={"feedback": [accepted()]})

    assert response.status_code == status
    assert "canary" not in response.text


def test_a_body_that_is_not_declared_as_json_is_refused(quick):
    assert quick.post(URL, data=json.dumps({"feedback": [accepted()]})).status_code == 415


def test_nothing_is_cached_and_browsers_may_call(quick):
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    asked = {"Access-Control-Request-Headers": "authorization,content-type"}

    preflight = quick.options(URL, headers=headers | asked)
    answer = quick.post(URL, json={"feedback": [accepted()]}, headers=headers)

    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    for response in (preflight, answer):
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Cache-Control"] == "no-store"
