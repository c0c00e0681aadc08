"""The forbidden phrases over every text that a wide family of charts can give."""

from functools import cache

import pytest

from cds_service.rules import interpret
from cds_service.rules.case import case_from
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Finding, Story
from cds_service.rules.plausibility import plausible
from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES
from cds_service.rules.population import Ground
from tests.rules.build import NOW
from tests.rules.family import family
from tests.rules.wording import LEGITIMATE, faults, sentences_of, texts_of, unfinished


@cache
def findings() -> tuple[Finding, ...]:
    """What the rules say of the whole family."""
    return tuple(item for read, policy in family() for item in interpret(read, NOW, policy))


@cache
def texts() -> frozenset[str]:
    """Every distinct text of the family."""
    return frozenset(text for finding in findings() for text in texts_of(finding))


def test_no_text_says_what_is_forbidden():
    assert [fault for text in sorted(texts()) for fault in faults(text)] == []


def test_every_statement_is_a_whole_sentence():
    sentences = {text for finding in findings() for text in sentences_of(finding)}

    assert sorted(filter(unfinished, sentences)) == []


def test_every_headline_fits_the_summary_of_a_card():
    heads = {finding.summary or finding.headline for finding in findings()}

    assert sorted(head for head in heads if len(head) > 139) == []


def test_the_family_reaches_every_verdict_and_every_ground():
    cases = [case_from(plausible(read), NOW, policy) for read, policy in family()]

    assert {case.kidney.verdict for case in cases if case} == set(Verdict)
    grounds = {item.ground for case in cases if case for item in case.grounds.values()}
    assert grounds == set(Ground)
    assert len(texts()) > 1200


def test_the_family_makes_every_rule_and_every_story_speak():
    indices = DEFAULT_INDICES | OPTIONAL_INDICES
    others = {"changing-kidney", "nonspecific", "dialysis", "trend", "urine", "unusable-b2m"}

    assert {finding.rule for finding in findings()} == indices | others
    of_orders = {Story.ORDER_DIALYSIS, Story.ORDER_URINE, Story.ORDER_SERUM}
    assert {finding.story for finding in findings()} == set(Story) - of_orders


@pytest.mark.parametrize("phrase", LEGITIMATE)
def test_an_exception_is_said_somewhere_and_would_be_a_fault_elsewhere(monkeypatch, phrase):
    assert any(phrase in text for text in texts())

    monkeypatch.delitem(LEGITIMATE, phrase)
    assert faults(phrase) != []
