"""Kidney function beside a serum B2M that moved: known, unmoved, by one equation (KP-01, P-17)."""

import pytest

from fhir_mappings.model import LabResult
from tests.rules.build import result
from tests.rules.test_trend_card import read, series, spoken
from tests.tables import rows

EGFR = """
    eGFR                     | speaks
    82 @ 2026-08-18, 66      | yes
    82 @ 2026-08-18, 65      | no
    82 @ 2026-08-18          | no
    > 60 @ 2026-08-18, > 60  | no
    -                        | no
"""


@pytest.mark.parametrize(("egfr", "speaks"), rows(EGFR))
def test_kidney_function_must_be_known_and_unmoved(egfr, speaks):
    found = read(*series("4.0 @ 2026-08-18", "6.0"), EGFR=egfr.split(", "))

    assert (found is not None) is (speaks == "yes")


EQUATIONS = """
    before       | after        | cystatin C         | speaks
    CKD-EPI 2021 | CKD-EPI 2021 | -                  | yes
    MDRD         | MDRD         | -                  | yes
    MDRD         | CKD-EPI 2021 | -                  | no
    creatinine   | creatinine   | -                  | yes
    CKD-EPI 2021 | creatinine   | -                  | yes
    creatinine   | creatinine   | 1.5                | yes
    creatinine   | creatinine   | 1.5 @ 2026-08-18, 1.6 | yes
    -            | creatinine   | 1.5 @ 2026-08-18   | no
"""


@pytest.mark.parametrize(("before", "after", "cystatin", "speaks"), rows(EQUATIONS))
def test_two_equations_are_never_mixed(before, after, cystatin, speaks):
    def function(method: str, when: str) -> list[LabResult]:
        if method == "-":
            return []
        if method == "creatinine":
            return [result("CREATININE", f"0.8 mg/dL @ {when}")]
        return [result("EGFR", f"85 @ {when}", method=method)]

    kidney = [*function(before, "2026-08-18"), *function(after, "2026-11-18")]
    said = {"EGFR": "-", "CYSTATIN_C": cystatin.split(", ")}

    found = read(*series("4.0 @ 2026-08-18", "6.0"), *kidney, **said)

    assert (found is not None) is (speaks == "yes")


def test_where_each_result_has_its_cystatin_c_both_markers_are_read():
    creatinine = ["0.8 mg/dL @ 2026-08-18", "0.8 mg/dL"]
    cystatin = ["1.5 @ 2026-08-18", "1.6"]

    found = spoken(
        *series("4.0 @ 2026-08-18", "6.0"), EGFR="-", CREATININE=creatinine, CYSTATIN_C=cystatin
    )

    # CKD-EPI 2021 creatinine-cystatin C at 58 years, by hand: 59.1 and 56.2
    assert [row[-1] for row in found.rows] == ["59", "56"]


def test_an_egfr_by_another_equation_is_left_out_of_the_table():
    older = result("EGFR", "70 @ 2026-06-01", method="MDRD")

    found = spoken(
        *series("4.0 @ 2026-06-01", "4.1 @ 2026-08-18", "6.0"),
        older,
        EGFR=["82 @ 2026-08-18", "80"],
    )

    assert [row[-1] for row in found.rows] == ["-", "82", "80"]
