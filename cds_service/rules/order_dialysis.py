"""Serum B2M ordered on dialysis, where nothing but amyloid could be its reason. Kidney rules 6.

KDOQI bone guideline 10 (2003, verified): do not screen for dialysis-related amyloidosis, also not
by serum B2M. Silent when a blood cancer is on record, or when the order itself names a reason other
than the kidney or amyloid. Values after dialysis do not compare (HEMO, verified).
"""

from __future__ import annotations

from cds_service.rules.citations import KDOQI_BONE_2003
from cds_service.rules.dialysis import NO_SCREENING
from cds_service.rules.finding import Finding, Story
from cds_service.rules.nonspecific import BLOOD_CANCER
from cds_service.rules.on_dialysis import on_dialysis
from cds_service.rules.order_session import OrderSession
from cds_service.rules.population import active
from fhir_mappings.model import Disease, LabTest, Order

HEADLINE = "Serum B2M is ordered on dialysis: KDOQI advises against it as a screen for amyloidosis"
REFLECTS = (
    "On dialysis B2M mainly reflects lost renal clearance, residual function and dialyser removal."
)
WHEN_DRAWN = (
    "Ordered for another reason, such as clearance of middle molecules: draw it before a mid-week "
    "dialysis, because values after dialysis do not compare."
)
EXPLAINED_BY_DIALYSIS = frozenset(
    {
        Disease.DIALYSIS,
        Disease.CKD,
        Disease.KIDNEY_FAILURE,
        Disease.AMYLOIDOSIS,
        Disease.DIALYSIS_AMYLOIDOSIS,
        Disease.CARPAL_TUNNEL,
    }
)


def serum_b2m_on_dialysis(session: OrderSession) -> Finding | None:
    """That B2M is no screen for amyloid; None without dialysis or with another reason."""
    order = session.drafts.first(LabTest.SERUM_B2M)
    if order is None or not on_dialysis(session.chart, session.due(order), session.policy):
        return None
    if _other_reason(order) or any(active(session.chart, item) for item in BLOOD_CANCER):
        return None
    return Finding(
        rule="order-dialysis",
        story=Story.ORDER_DIALYSIS,
        headline=HEADLINE,
        statements=(NO_SCREENING, REFLECTS, WHEN_DRAWN),
        citations=(KDOQI_BONE_2003,),
    )


def _other_reason(order: Order) -> bool:
    """Is a reason given that is not the kidney's, be it one the rules do not know?"""
    if order.reasons is None:
        return False
    return not order.reasons or not order.reasons <= EXPLAINED_BY_DIALYSIS
