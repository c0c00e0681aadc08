"""Which equation reads which markers of one draw (policy KP-01)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.ckd_epi_cystatin import ckd_epi_2012_cystatin, ckd_epi_2021_combined
from cds_service.rules.ekfc import ekfc_creatinine, ekfc_cystatin
from cds_service.rules.equations import nearest_draw
from cds_service.rules.estimate import Estimate, estimate_at
from cds_service.rules.gfr import ckd_epi_2021
from fhir_mappings.model import Sex
from tests.rules.build import POLICY, chart, moment, result
from tests.tables import rows

AT = moment("2026-11-18")
EUROPEAN = replace(POLICY, egfr_equation="ekfc")
CREATININE, CYSTATIN, AGE = Decimal("1.4"), Decimal("1.6"), 58


def read(policy=POLICY, **said) -> Estimate:
    found = estimate_at(chart(**said), AT, policy)
    assert found is not None
    return found


BOTH = {"CREATININE": "1.4 mg/dL", "CYSTATIN_C": "1.6 mg/L"}
WITHOUT_CREATININE = {"CYSTATIN_C": "1.6 mg/L"}
WITHOUT_CYSTATIN = {"CREATININE": "1.4 mg/dL"}


def test_each_choice_of_markers_is_computed_by_the_equation_it_names():
    woman = Sex.FEMALE
    answers = {
        "CKD-EPI 2021": (read(**WITHOUT_CYSTATIN), ckd_epi_2021(CREATININE, AGE, woman)),
        "CKD-EPI 2021 creatinine-cystatin C": (
            read(**BOTH),
            ckd_epi_2021_combined(CREATININE, CYSTATIN, AGE, woman),
        ),
        "CKD-EPI 2012 cystatin C": (
            read(**WITHOUT_CREATININE),
            ckd_epi_2012_cystatin(CYSTATIN, AGE, woman),
        ),
        "EKFC 2021": (read(EUROPEAN, **BOTH), ekfc_creatinine(CREATININE, Decimal(AGE), woman)),
        "EKFC 2023 cystatin C": (
            read(EUROPEAN, **WITHOUT_CREATININE),
            ekfc_cystatin(CYSTATIN, Decimal(AGE)),
        ),
    }

    for name, (found, value) in answers.items():
        assert found.equation == name
        assert found.egfr.exact == value
        assert found.comparable
    assert len({value for _, value in answers.values()}) == 5


WORDS = """
    markers | equation | method
    both    | ckd-epi  | CKD-EPI 2021 creatinine-cystatin C, computed from creatinine and cystatin C
    alone   | ckd-epi  | CKD-EPI 2012 cystatin C, computed from cystatin C
    both    | ekfc     | EKFC 2021, computed from creatinine
    alone   | ekfc     | EKFC 2023 cystatin C, computed from cystatin C
"""


@pytest.mark.parametrize(("markers", "equation", "method"), rows(WORDS))
def test_the_method_names_the_equation_and_its_markers(markers, equation, method):
    said = BOTH if markers == "both" else WITHOUT_CREATININE

    assert read(EUROPEAN if equation == "ekfc" else POLICY, **said).method == method


def test_all_markers_of_an_estimate_are_named():
    found = read(**BOTH)

    assert [found.source.analyte.label, *(item.analyte.label for item in found.others)] == [
        "creatinine",
        "cystatin C",
    ]
    assert read(EUROPEAN, **WITHOUT_CYSTATIN).others == ()


DRAWS = """
    creatinine                    | cystatin C                  | markers
    1.4 mg/dL @ 2026-11-18T08:00  | 1.6 @ 2026-11-18T09:00      | creatinine, cystatin C
    1.4 mg/dL @ 2026-11-18T08:00  | 1.6 @ 2026-11-18T09:01      | creatinine
    1.4 mg/dL                     | 1.6                         | creatinine, cystatin C
    1.4 mg/dL @ 2026-10-19        | 1.6 @ 2026-11-18            | creatinine
    1.4 mg/dL @ 2026-10-18        | 1.6 @ 2026-11-18            | cystatin C
    < 0.3 mg/dL                   | 1.6                         | cystatin C
    1.4 mg/dL                     | > 8                         | creatinine
    -                             | > 8                         | -
    -                             | 1.6 @ 2026-10-19            | cystatin C
    -                             | 1.6 @ 2026-10-18            | -
    -                             | -                           | -
"""


@pytest.mark.parametrize(("creatinine", "cystatin", "markers"), rows(DRAWS))
def test_both_markers_belong_together_only_when_drawn_together(creatinine, cystatin, markers):
    draw = nearest_draw(chart(CREATININE=creatinine, CYSTATIN_C=cystatin), AT, 30)

    found = [item.analyte.label for item in draw.markers] if draw else ["-"]
    assert ", ".join(found) == markers


def test_a_specimen_of_its_own_keeps_cystatin_c_apart():
    creatinine = result("CREATININE", "1.4 mg/dL", specimen="Specimen/1")
    same = result("CYSTATIN_C", "1.6", specimen="Specimen/1")
    other = result("CYSTATIN_C", "1.6", specimen="Specimen/2")

    together, apart = (nearest_draw(chart(creatinine, item), AT, 30) for item in (same, other))

    assert together is not None
    assert apart is not None
    assert together.markers == (creatinine, same)
    assert apart.markers == (creatinine,)


def test_of_two_cystatins_of_a_draw_the_later_is_read():
    cystatins = ["1.5 @ 2026-11-18T08:00", "1.6 @ 2026-11-18T08:30"]

    draw = nearest_draw(
        chart(CREATININE="1.4 mg/dL @ 2026-11-18T08:00", CYSTATIN_C=cystatins), AT, 30
    )

    assert draw is not None
    assert [item.reported.text for item in draw.markers] == ["1.4 mg/dL", "1.6 mg/L"]


def test_the_laboratorys_own_race_free_estimate_stays_first_at_a_european_site():
    assert read(EUROPEAN, EGFR="24", **BOTH).text == "24"
