"""A child's eGFR: only with height, creatinine and an exact date of birth."""

from decimal import Decimal

import pytest

from cds_service.rules.paediatric import u25_creatinine, u25_cystatin, u25_mean
from cds_service.rules.young_estimate import YoungEstimate, young_estimate
from fhir_mappings.model import Sex
from tests.rules.build import POLICY, chart, moment, person
from tests.tables import rows

BORN = "2014-11-18"
AGE = Decimal(4383) / Decimal("365.25")  # days from BORN to the sample


def read(**said) -> YoungEstimate | None:
    known = {"CREATININE": "0.5 mg/dL", "HEIGHT": "150", "patient": person("male", BORN)}
    return young_estimate(chart(**(known | said)), moment("2026-11-18"), POLICY)


def test_both_equations_are_read_from_creatinine_and_height():
    found = read()

    assert found is not None
    assert found.schwartz == 124
    by_hand = u25_creatinine(Decimal("0.5"), Decimal(150), AGE, Sex.MALE)
    assert by_hand is not None
    assert found.u25 == round(by_hand)
    assert [item.analyte.label for item in found.markers] == ["creatinine"]


def test_twelve_years_are_4383_days_where_k_is_39():
    found = read(CREATININE="0.50214549 mg/dL")  # 39.0 x 1.5 / 0.50214549 = 116.5001

    assert found is not None
    assert found.u25 == 117


def test_a_draw_known_by_its_month_is_taken_at_its_latest():
    found = read(CREATININE="0.5 mg/dL @ 2026-11", patient=person("male", "2025-11-15"))

    assert found is not None
    assert found.schwartz == 124


def test_cystatin_c_of_the_same_draw_joins_the_mean():
    found = read(CYSTATIN_C="0.9")

    mean = u25_mean(
        u25_creatinine(Decimal("0.5"), Decimal(150), AGE, Sex.MALE),
        u25_cystatin(Decimal("0.9"), AGE, Sex.MALE),
    )
    assert found is not None
    assert mean is not None
    assert found.u25 == round(mean)
    assert len(found.markers) == 2


def test_without_a_recorded_sex_only_the_bedside_equation_is_read():
    found = read(patient=person("", BORN))

    assert found is not None
    assert (found.schwartz, found.u25) == (124, None)


MISSING = """
    height            | creatinine             | cystatin C | born       | given
    150               | 0.5 mg/dL              | -          | 2014-11-18 | yes
    150 @ 2026-08-20  | 0.5 mg/dL              | -          | 2014-11-18 | yes
    150 @ 2026-08-19  | 0.5 mg/dL              | -          | 2014-11-18 | no
    -                 | 0.5 mg/dL              | -          | 2014-11-18 | no
    > 150             | 0.5 mg/dL              | -          | 2014-11-18 | no
    150               | -                      | -          | 2014-11-18 | no
    150               | < 0.3 mg/dL            | -          | 2014-11-18 | no
    150               | 0.5 mg/dL @ 2026-10-18 | -          | 2014-11-18 | no
    150               | -                      | 0.9        | 2014-11-18 | no
    150               | 0.5 mg/dL              | -          | 2014       | no
    150               | 0.5 mg/dL              | -          | -          | no
    80                | 0.3 mg/dL              | -          | 2025-11-17 | yes
    80                | 0.3 mg/dL              | -          | 2026-01-01 | no
    180               | 0.9 mg/dL              | -          | 2008-11-19 | yes
    180               | 0.9 mg/dL              | -          | 2008-11-17 | no
"""


@pytest.mark.parametrize(("height", "creatinine", "cystatin", "born", "given"), rows(MISSING))
def test_nothing_is_guessed(height, creatinine, cystatin, born, given):
    patient = person("male", "" if born == "-" else born)

    found = read(HEIGHT=height, CREATININE=creatinine, CYSTATIN_C=cystatin, patient=patient)

    assert (found is not None) is (given == "yes")
