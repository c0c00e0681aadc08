"""Urine B2M without pH, and serum B2M on dialysis: quiet notes while ordering."""

import pytest

from cds_service.rules.citations import DONALDSON_1989, KDOQI_BONE_2003
from cds_service.rules.finding import Story
from cds_service.rules.order_dialysis import EXPLAINED_BY_DIALYSIS
from cds_service.rules.orders import concern
from fhir_mappings.model import Disease, DraftOrders, Kind
from tests.rules.build import chart, problem, therapy
from tests.rules.ordering import drafts, order, said
from tests.tables import rows

URINE = """
    ordered                    | drafted beside            | missing
    URINE_B2M                  | -                         | urine pH, urine creatinine
    URINE_B2M URINE_CREATININE | -                         | urine pH
    URINE_B2M                  | URINE_PH                  | urine creatinine
    URINE_B2M                  | URINE_PH URINE_CREATININE |
    URINE_B2M_RATE             | -                         | urine pH
    URINE_B2M_RATE             | URINE_PH                  |
"""


def urine(text, beside=(), **more):
    read = chart(problems=(), **more)
    return said(read, drafts(text, beside=beside)).get("order-urine-b2m")


@pytest.mark.parametrize(("text", "beside", "missing"), rows(URINE))
def test_urine_b2m_wants_ph_and_creatinine_of_the_same_specimen(text, beside, missing):
    finding = urine(text, (beside,) if beside != "-" else ())

    assert ", ".join(finding.missing if finding else ()) == missing


def test_says_that_acid_destroys_b2m_in_the_bladder_already():
    finding = urine("URINE_B2M @ 2026-11-25")

    assert finding.headline == (
        "Urine B2M is ordered without urine pH and urine creatinine: below pH 6 a normal result "
        "could not be read"
    )
    assert finding.statements == (
        (
            "B2M breaks down below pH 6, also in the bladder; alkali added after voiding does not "
            "restore what was lost. A high result stands at any pH."
        ),
        (
            "Collection by the laboratory test definition: empty the bladder, drink at least "
            "500 mL of water (unless fluid is restricted), collect within 1 hour, then bring the "
            "urine to pH 6 to 8. Measure pH before alkali is added."
        ),
        "Retinol-binding protein and alpha-1-microglobulin depend less on pH.",
    )
    assert finding.result == "urine pH, urine creatinine"
    assert [item.code for item in finding.companions] == ["2756-5", "2161-8"]
    assert (finding.story, finding.indicator) == (Story.ORDER_URINE, "info")
    assert finding.citations == (DONALDSON_1989,)
    assert finding.occurrence == "2026-11-25"


def test_without_creatinine_only_dilution_is_the_point():
    finding = urine("URINE_B2M", ("URINE_PH",))

    assert finding.headline == (
        "Urine B2M is ordered without urine creatinine: how dilute the urine is would not be known"
    )
    assert finding.statements == ()


def test_an_alkalinised_collection_handles_the_ph():
    alkaline = order("URINE_B2M URINE_CREATININE", alkalinised=True)
    found = said(chart(problems=()), DraftOrders((alkaline,), (alkaline,)))

    assert found == {}


def test_one_alkalinised_collection_is_enough_in_the_basket_or_on_order():
    plain, alkaline = order("URINE_B2M"), order("URINE_B2M", alkalinised=True)
    basket = said(chart(problems=()), DraftOrders((plain, alkaline), (plain,)))
    on_order = said(chart(problems=(), orders=(alkaline,)), DraftOrders((plain,), (plain,)))

    assert basket["order-urine-b2m"].missing == ("urine creatinine",)
    assert on_order["order-urine-b2m"].missing == ("urine creatinine",)


def test_a_ph_already_on_order_is_not_asked_for_again():
    assert urine("URINE_B2M_RATE", orders=(order("URINE_PH"),)) is None


def test_results_on_file_are_of_another_specimen():
    assert urine("URINE_B2M_RATE", URINE_PH="6.8") is not None


DIALYSED = (problem(Disease.DIALYSIS),)
REASONS = [
    (None, True),
    ({Disease.DIALYSIS}, True),
    ({Disease.DIALYSIS_AMYLOIDOSIS, Disease.KIDNEY_FAILURE}, True),
    ({Disease.CKD}, True),
    ({Disease.AMYLOIDOSIS}, True),
    ({Disease.CARPAL_TUNNEL}, True),
    (EXPLAINED_BY_DIALYSIS, True),
    ({Disease.MULTIPLE_MYELOMA}, False),
    ({Disease.DIALYSIS, Disease.HIV}, False),
    (set(), False),
]


def on_dialysis(reasons=None, **more):
    given = None if reasons is None else frozenset(reasons)
    draft = order("SERUM_B2M", reasons=given)
    read = chart(**{"problems": DIALYSED} | more)
    return said(read, DraftOrders((draft,), (draft,))).get("order-dialysis")


@pytest.mark.parametrize(("reasons", "speaks"), REASONS)
def test_b2m_on_dialysis_is_noted_unless_the_order_names_another_reason(reasons, speaks):
    assert bool(on_dialysis(reasons)) is speaks


def test_quotes_the_guideline_quietly_and_suggests_nothing():
    finding = on_dialysis()

    assert finding.headline == (
        "Serum B2M is ordered on dialysis: KDOQI advises against it as a screen for amyloidosis"
    )
    assert finding.statements == (
        "KDOQI does not recommend B2M screening; the level does not predict it.",
        (
            "On dialysis B2M mainly reflects lost renal clearance, residual function and dialyser "
            "removal."
        ),
        (
            "Ordered for another reason, such as clearance of middle molecules: draw it before a "
            "mid-week dialysis, because values after dialysis do not compare."
        ),
    )
    assert (finding.story, finding.indicator) == (Story.ORDER_DIALYSIS, "info")
    assert (finding.citations, finding.companions) == ((KDOQI_BONE_2003,), ())


def test_a_blood_cancer_on_record_is_reason_enough():
    assert on_dialysis(problems=(*DIALYSED, problem())) is None
    assert on_dialysis(problems=(*DIALYSED, problem(Disease.MGUS))) is None


def test_a_blood_cancer_that_is_over_is_not():
    assert on_dialysis(problems=(*DIALYSED, problem(clinical="resolved"))) is not None


def test_without_dialysis_there_is_nothing_to_note():
    assert on_dialysis(problems=()) is None


def test_dialysis_treatments_count_around_the_day_the_specimen_is_due():
    given = tuple(
        therapy(day, kind=Kind.DIALYSIS, substance="dialysis", groups=frozenset())
        for day in ("2026-11-16", "2026-11-18")
    )

    assert on_dialysis(problems=(), therapies=given) is not None


def test_a_urine_order_on_dialysis_is_no_serum_order():
    found = said(chart(problems=DIALYSED), drafts("URINE_B2M"))

    assert list(found) == ["order-urine-b2m"]


CONCERNED = """
    asked           | beside    | concerned
    SERUM_B2M       |           | yes
    URINE_B2M       |           | yes
    URINE_B2M_RATE  |           | yes
    LIGHT_CHAINS    |           | yes
    LDH ALBUMIN     |           | no
    LDH             | SERUM_B2M | no
"""


@pytest.mark.parametrize(("asked", "beside", "concerned"), rows(CONCERNED))
def test_knows_which_orders_are_worth_gathering_data_for(asked, beside, concerned):
    basket = drafts(asked, beside=(beside,) if beside else ())

    assert concern(basket) is (concerned == "yes")


@pytest.mark.parametrize("asked", ["LDH ALBUMIN", "KIDNEY_FUNCTION", "URINE_PH"])
def test_orders_that_are_no_concern_never_bring_a_finding(asked):
    assert said(chart(), drafts(asked)) == {}
