"""The wording rules over all that a wide family of charts and baskets can give."""

from functools import cache

from cds_service.rules.finding import Finding
from cds_service.rules.orders import interpret_orders
from tests.rules.build import NOW
from tests.rules.family import family
from tests.rules.ordering import drafts
from tests.rules.wording import faults, sentences_of, texts_of, unfinished

BASKETS = (
    drafts("SERUM_B2M"),
    drafts("URINE_B2M", "ELECTROPHORESIS"),
    drafts("URINE_B2M_RATE", "SERUM_B2M", beside=("KIDNEY_FUNCTION",)),
)


@cache
def findings() -> tuple[Finding, ...]:
    """What the order rules say of the whole family."""
    return tuple(
        item
        for read, policy in family()
        for basket in BASKETS
        for item in interpret_orders(read, basket, NOW, policy)
    )


def test_no_text_says_what_is_forbidden():
    texts = {text for finding in findings() for text in texts_of(finding)}

    assert [fault for text in sorted(texts) for fault in faults(text)] == []


def test_every_statement_is_a_whole_sentence():
    sentences = {text for finding in findings() for text in sentences_of(finding)}

    assert sorted(filter(unfinished, sentences)) == []


def test_every_headline_fits_the_summary_of_a_card():
    assert [item.headline for item in findings() if len(item.headline) > 139] == []


def test_every_order_rule_speaks_somewhere_in_the_family():
    assert {item.rule for item in findings()} == {
        "order-serum-b2m",
        "order-work-up",
        "order-urine-b2m",
        "order-dialysis",
    }
