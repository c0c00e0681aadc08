# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""What makes an eGFR read too low although filtration is not (kidney rules 3.2)."""

import pytest

from cds_service.rules.caveat import kidney_sentences
from cds_service.rules.misleading import OF_CYSTATIN, OF_THYROID
from fhir_mappings.model import Disease, Kind
from tests.rules.build import POLICY, case, chart, problem, result, therapy
from tests.tables import rows


def drug(substance, kind=Kind.OTHER, *, effects="raises_creatinine", start="2026-11-01", **more):
    return therapy(
        start,
        substance=substance,
        kind=kind,
        groups=frozenset(),
        effects=frozenset(effects.split()),
        **more,
    )


TRIMETHOPRIM = drug("trimethoprim")
DEXAMETHASONE = drug("dexamethasone", Kind.STEROID, effects="")
OF_CREATININE = (
    "Trimethoprim can raise creatinine without lowering filtration: eGFR may read too low."
)


def said(*therapies, problems=(), more=(), **results):
    read = case(chart(*more, SERUM_B2M="6", therapies=therapies, problems=problems, **results))
    found = kidney_sentences(read.kidney, POLICY)
    return [text for text in found if "too low" in text or "shifts" in text]


MARKERS = """
    creatinine | cystatin C | creatinine misled | cystatin misled
    1.4 mg/dL  | -          | yes               | no
    1.4 mg/dL  | 1.3        | yes               | yes
    -          | 1.3        | no                | yes
    -          | -          | no                | no
"""


@pytest.mark.parametrize(("creatinine", "cystatin", "first", "second"), rows(MARKERS))
def test_a_medicine_is_named_only_where_its_marker_is_read(creatinine, cystatin, first, second):
    found = said(TRIMETHOPRIM, DEXAMETHASONE, CREATININE=creatinine, CYSTATIN_C=cystatin)

    assert (OF_CREATININE in found) is (first == "yes")
    assert (OF_CYSTATIN in found) is (second == "yes")
    assert len(found) == (first == "yes") + (second == "yes")


METHODS = """
    method                             | creatinine misled | cystatin misled
    CKD-EPI 2021                       | yes               | no
    CKD-EPI 2021 creatinine-cystatin C | yes               | yes
    cystatin C                         | no                | yes
    -                                  | yes               | no
"""


@pytest.mark.parametrize(("method", "first", "second"), rows(METHODS))
def test_a_reported_egfr_rests_on_what_its_method_names(method, first, second):
    own = result("EGFR", "50", method="" if method == "-" else method)

    found = said(TRIMETHOPRIM, DEXAMETHASONE, more=(own,))

    assert (OF_CREATININE in found) is (first == "yes")
    assert (OF_CYSTATIN in found) is (second == "yes")


def test_several_are_named_once_in_order_and_only_near_the_sample():
    found = said(
        drug("trimethoprim"),
        drug("trimethoprim"),
        drug("cimetidine", start="2020-01-01", active=True),
        drug("fenofibrate", start="2026-08-19"),
        drug("lithium", effects="nephrotoxic"),
        CREATININE="1.4 mg/dL",
    )

    assert found == [
        "Cimetidine and trimethoprim can raise creatinine without lowering filtration: eGFR may read too low."
    ]


def test_the_thyroid_shifts_cystatin_c_only():
    thyroid = (problem(Disease.HYPERTHYROIDISM),)

    assert said(problems=thyroid, CYSTATIN_C="1.3") == [OF_THYROID]
    assert said(problems=thyroid, CREATININE="1.4 mg/dL") == []
    resolved = (problem(Disease.HYPERTHYROIDISM, clinical="resolved"),)
    assert said(problems=resolved, CYSTATIN_C="1.3") == []


def test_where_no_egfr_is_shown_nothing_misleads_it():
    pregnant = (problem(Disease.PREGNANCY),)

    assert said(TRIMETHOPRIM, problems=pregnant, CREATININE="0.5 mg/dL") == []
