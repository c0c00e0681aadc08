"""The specimen to come: when it will be drawn, and that no earlier one stands in for it."""

from cds_service.rules.order_session import OrderSession
from tests.rules.build import NOW, POLICY, chart
from tests.rules.ordering import drafts, order, said
from tests.rules.test_order_staging import FISH


def test_a_specimen_due_today_is_of_the_whole_day_and_one_of_yesterday_is_of_now():
    today, yesterday = order("SERUM_B2M @ 2026-11-20"), order("SERUM_B2M @ 2026-11-19")
    session = OrderSession(chart(), drafts("SERUM_B2M"), NOW, POLICY)

    assert session.due(today) == today.due
    assert session.due(yesterday).earliest == NOW


def test_an_earlier_b2m_is_no_sample_of_the_order():
    known = {"SERUM_B2M": "6 @ 2026-11-18", "CREATININE": "0.8 mg/dL", "LDH": "180 limit 250"}

    found = said(chart(**known, markers=FISH), drafts("SERUM_B2M"))["order-serum-b2m"]

    assert found.missing == ("albumin",)
