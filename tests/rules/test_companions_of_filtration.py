"""Cystatin C where muscle mass may mislead, and a second tubular marker."""

import pytest

from cds_service.rules.companion_tests import (
    CYSTATIN_C,
    RETINOL_BINDING_PROTEIN,
    URINE_B2M_ALKALINISED,
    URINE_PH,
)
from cds_service.rules.companions_kidney import (
    TUBULAR_MARKERS,
    cystatin_companions,
    tubular_companions,
)
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.urine_card import urine
from fhir_mappings.model import OtherResult
from tests.rules import build
from tests.rules.build import NOW, POLICY, case, chart, moment
from tests.tables import rows

CYSTATIN = """
    B2M | eGFR | cystatin C       | not read  | offered
    9.0 | 39   | -                | -         | yes
    9.0 | 39   | 1.2 @ 2026-08-22 | -         | no
    9.0 | 39   | 1.2 @ 2026-08-21 | -         | yes
    9.0 | 39   | -                | cystatinC | no
    7.0 | 39   | -                | -         | no
    4.6 | 39   | -                | -         | no
    4.6 | -    | -                | -         | no
"""


@pytest.mark.parametrize(("b2m", "egfr", "cystatin", "blind", "offered"), rows(CYSTATIN))
def test_cystatin_c_is_offered_where_b2m_is_higher_than_creatinine_explains(
    b2m, egfr, cystatin, blind, offered
):
    coverage = build.unread(*blind.replace("-", "").split())
    read = case(
        chart(SERUM_B2M=b2m, EGFR=egfr, CYSTATIN_C=cystatin, coverage=coverage, problems=())
    )

    found = nonspecific(read)

    assert (cystatin_companions(read) == (CYSTATIN_C,)) is (offered == "yes")
    assert found is not None
    assert (CYSTATIN_C in found.companions) is (offered == "yes")


def done(code, day):
    return OtherResult(code, moment(day), "Observation/done")


MARKERS = """
    code    | day        | offered
    33782-4 | 2026-08-22 | no
    33782-4 | 2026-08-21 | yes
    48415-4 | 2026-11-18 | no
    2777-1  | 2026-11-18 | yes
"""


@pytest.mark.parametrize(("code", "day", "offered"), rows(MARKERS))
def test_a_second_tubular_marker_is_not_asked_for_twice(code, day, offered):
    read = chart(URINE_B2M="900", SERUM_B2M="2.0", other_results=(done(code, day),), problems=())
    acid = chart(URINE_B2M="100", URINE_PH="5.2", other_results=(done(code, day),), problems=())

    marker = (RETINOL_BINDING_PROTEIN,) if offered == "yes" else ()
    of_tubule, of_acid = urine(read, NOW, POLICY), urine(acid, NOW, POLICY)

    assert of_tubule is not None
    assert of_acid is not None
    assert of_tubule.companions == marker
    assert of_acid.companions == (*marker, URINE_B2M_ALKALINISED)


FORMS = """
    LOINC   | name
    33782-4 | Retinol Bind Prot Ur-mCnc
    18362-4 | Retinol Bind Prot 24H Ur-mRate
    46723-3 | A1 Microglob Ur-mCnc
    48415-4 | A1 Microglob/Creat Ur-mRto
    48414-7 | A1 Microglob 24H Ur-mRate
    77163-4 | Alpha-1-Microglobulin [Moles/volume] in Urine
"""


@pytest.mark.parametrize(("code", "_name"), rows(FORMS))
def test_each_form_of_the_marker_counts(code, _name):
    read = chart(other_results=(done(code, "2026-11-18"),))

    assert tubular_companions(read, NOW, POLICY) == ()


def test_no_form_of_the_marker_is_left_out_above():
    assert tuple(code for code, _ in rows(FORMS)) == TUBULAR_MARKERS


def test_a_marker_that_could_not_be_read_may_be_on_file():
    blind = chart(coverage=build.unread("urineContext"))

    assert tubular_companions(blind, NOW, POLICY) == ()
    assert tubular_companions(chart(), NOW, POLICY) == (RETINOL_BINDING_PROTEIN,)


@pytest.mark.parametrize("item", [CYSTATIN_C, URINE_PH], ids=lambda item: item.label)
def test_every_order_has_a_code_a_name_and_one_clause_of_reason(item):
    assert item.code
    assert item.display
    assert item.reason
    assert not item.reason.endswith(".")
    assert not item.specialist
