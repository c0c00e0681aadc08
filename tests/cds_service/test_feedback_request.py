"""The body of a feedback call: each entry judged on its own, in every form that clients send."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.errors import BodyTooLarge, InvalidHookRequest, MalformedBody
from cds_service.feedback_request import LONGEST_COMMENT, MOST_ENTRIES, Feedback
from tests.cds_service.feedback_entries import AT, CARD, SYSTEM, accepted, overridden


def parsed(*entries: object) -> Feedback:
    return Feedback.parse(json.dumps({"feedback": entries}).encode())


def comment(text: object) -> dict[str, Any]:
    return {"overrideReason": {"userComment": text}}


# The examples of the specification and of Epic's documentation.
def test_reads_an_accepted_card():
    (entry,) = parsed(accepted()).entries

    assert (entry.card, entry.outcome) == (CARD, "accepted")
    assert entry.given.reason is None


def test_reads_an_overridden_card_with_reason_and_comment():
    reason = {"system": SYSTEM, "code": "alreadystaged", "display": "Stage already recorded"}
    members: dict[str, Any] = {
        "overrideReason": {"reason": reason, "userComment": "Staged elsewhere."}
    }

    (entry,) = parsed(overridden(**members)).entries

    assert entry.given.reason is not None
    assert (entry.given.reason.system, entry.given.reason.code) == (SYSTEM, "alreadystaged")
    assert entry.given.user_comment == "Staged elsewhere."


def test_reads_the_reason_under_epics_name_beside_its_extensions():
    members: dict[str, Any] = {
        "overrideReasons": {
            "reason": {"system": SYSTEM, "code": "notindicated"},
            "extension": {"com.epic.cdshooks.feedback.overrideReason.example": "x"},
        }
    }

    (entry,) = parsed(overridden(None, **members)).entries

    assert entry.given.reason is not None
    assert entry.given.reason.code == "notindicated"


GOOD: dict[str, dict[str, Any]] = {
    "no reason": overridden(None),
    "nulls": overridden(None, overrideReason=None, overrideReasons=None, acceptedSuggestions=None),
    "a comment alone": overridden(None, **comment("x")),
    "a reason with null members": overridden(
        None, overrideReason={"reason": None, "userComment": None}
    ),
    "the longest comment": overridden(None, **comment("x" * LONGEST_COMMENT)),
    "accepted without a list": {k: v for k, v in accepted().items() if k != "acceptedSuggestions"},
    "accepted, nothing taken": accepted(acceptedSuggestions=[]),
    "a card we never showed": accepted(card="00000000-0000-4000-8000-000000000000"),
    "members of the future": accepted(extension={"a": 1}, more=[1]),
}


@pytest.mark.parametrize("name", GOOD)
def test_accepts(name):
    assert len(parsed(GOOD[name]).entries) == 1


MOMENTS = [
    ("2026-11-23T02:31:07Z", "2026-11-23T02:31:07.000000Z"),
    ("2026-11-23T02:31:07.000Z", "2026-11-23T02:31:07.000000Z"),
    ("2026-11-23t02:31:07z", "2026-11-23T02:31:07.000000Z"),
    ("2026-11-23T03:31:07+01:00", "2026-11-23T02:31:07.000000Z"),
    ("2026-11-22T21:31:07-05:00", "2026-11-23T02:31:07.000000Z"),
    ("2026-11-23T02:31:07.1Z", "2026-11-23T02:31:07.100000Z"),
    ("2026-11-23T02:31:07.123456789Z", "2026-11-23T02:31:07.123456Z"),
    ("0987-11-23T02:31:07Z", "0987-11-23T02:31:07.000000Z"),
]


@pytest.mark.parametrize(("written", "moment"), MOMENTS)
def test_one_moment_has_one_form(written, moment):
    (entry,) = parsed(accepted(outcomeTimestamp=written)).entries

    assert entry.outcome_timestamp == moment


BAD = [
    ({}, "card is missing; outcome is missing; outcomeTimestamp is missing"),
    ("canary", "entry is not valid"),
    (None, "entry is not valid"),
    (accepted(card="canary"), "card is not valid"),
    (accepted(card=7), "card is not valid"),
    (accepted(card=f"urn:uuid:{CARD}"), "card is not valid"),
    (accepted(card=f"{CARD}\n"), "card is not valid"),
    (accepted(outcome="canary"), "outcome is not valid"),
    (accepted(acceptedSuggestions="canary"), "acceptedSuggestions is not valid"),
    (accepted(acceptedSuggestions=[{"uuid": "canary"}]), "acceptedSuggestions.0.id is missing"),
    (accepted(outcomeTimestamp="2026-11-23"), "outcomeTimestamp is not valid"),
    (accepted(outcomeTimestamp="2026-11-23T02:31:07"), "outcomeTimestamp is not valid"),
    (accepted(outcomeTimestamp="2026-11-23T25:31:07Z"), "outcomeTimestamp is not valid"),
    (accepted(outcomeTimestamp="0001-01-01T00:00:00+14:00"), "outcomeTimestamp is not valid"),
    (accepted(outcomeTimestamp=1732329067), "outcomeTimestamp is not valid"),
    (overridden(**comment("c" * (LONGEST_COMMENT + 1))), "overrideReason.userComment is too long"),
    (overridden(**comment("\ud800")), "overrideReason.userComment is not valid"),
    (overridden(**comment(["canary"])), "overrideReason.userComment is not valid"),
    (overridden(None, overrideReasons=["canary"]), "overrideReasons is not valid"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_a_bad_entry_is_named_without_its_values_and_costs_no_other(bad, reason):
    feedback = parsed(accepted(), bad, overridden())

    assert [entry.outcome for entry in feedback.entries] == ["accepted", "overridden"]
    assert feedback.answer() == {"received": 2, "rejected": [{"index": 1, "reason": reason}]}


def test_says_nothing_of_rejections_when_there_are_none():
    assert parsed(accepted()).answer() == {"received": 1}
    assert parsed().answer() == {"received": 0}


def test_refuses_a_body_without_a_good_entry_and_names_the_faults():
    with pytest.raises(InvalidHookRequest) as refusal:
        parsed({}, accepted(outcome="x"))

    assert refusal.value.faults == {
        "feedback.0.card": "missing",
        "feedback.0.outcome": "missing",
        "feedback.0.outcomeTimestamp": "missing",
        "feedback.1.outcome": "not valid",
    }


def test_a_refusal_of_many_entries_stays_short():
    with pytest.raises(InvalidHookRequest) as refusal:
        parsed(*[accepted(outcome="x")] * MOST_ENTRIES)

    assert len(refusal.value.faults) == 20


@pytest.mark.parametrize(
    ("body", "fault"),
    [("{}", "missing"), ('{"feedback": {}}', "not valid"), ('{"feedback": null}', "not valid")],
)
def test_refuses_a_body_without_a_list_of_entries(body, fault):
    with pytest.raises(InvalidHookRequest) as refusal:
        Feedback.parse(body.encode())

    assert refusal.value.faults == {"feedback": fault}


@pytest.mark.parametrize("body", ["", "[]", '"x"', "{", '{"feedback": [NaN]}', "[" * 100_000])
def test_refuses_what_is_not_a_json_object(body):
    with pytest.raises(MalformedBody):
        Feedback.parse(body.encode())


def test_takes_as_many_entries_as_it_says_and_not_one_more():
    assert len(parsed(*[accepted()] * MOST_ENTRIES).entries) == MOST_ENTRIES
    with pytest.raises(BodyTooLarge):
        parsed(*[accepted()] * (MOST_ENTRIES + 1))


@pytest.mark.parametrize(
    "code", ["Seen at St. Canary's", "", " ", "c" * 101, 7, ["x"], "\ud800", "é"]
)
def test_free_text_in_the_place_of_a_code_is_not_kept_but_the_outcome_is(code):
    reason = {"reason": {"system": code, "code": code}}

    (entry,) = parsed(overridden(None, overrideReason=reason)).entries

    assert entry.given.reason is not None
    assert entry.given.reason.code is None


def test_an_accepted_card_has_no_reason():
    (entry,) = parsed(accepted(overrideReason={"userComment": "canary"})).entries

    assert entry.given.user_comment is None


def test_a_comment_that_no_database_could_hold_loses_that_sign_only():
    (entry,) = parsed(overridden(None, **comment("a\x00b"))).entries

    assert entry.given.user_comment == "ab"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from([AT, CARD]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*overridden(), "overrideReasons", "reason", "code", "userComment", "id"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.lists(ANYTHING, max_size=4))
def test_whatever_is_sent_every_entry_is_kept_or_named(entries):
    feedback = parsed(accepted(), *entries)

    answer = feedback.answer()
    assert answer["received"] + len(answer.get("rejected", [])) == len(entries) + 1
