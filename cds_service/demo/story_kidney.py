"""Reduced kidney function: what the kidney does to the number."""

from cds_service.demo.catalogue import (
    ALBUMIN,
    ARTHRITIS,
    B2M,
    CKD_3,
    CREATININE,
    DIALYSIS,
    HYPERTENSION,
    KIDNEY_FAILURE,
    MYELOMA,
)
from cds_service.demo.catalogue_urine import URINE_ALBUMIN
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.story import Story


def _iss_3_kidney(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 10)
    chart.result(B2M, "8.9")
    chart.result(ALBUMIN, "3.6")
    chart.result(CREATININE, "2.7")
    chart.result(CREATININE, "2.6", 104)


def _dialysis(chart: ChartWriter) -> None:
    chart.problem(KIDNEY_FAILURE, 5100)
    chart.problem(DIALYSIS, 5010)
    chart.result(B2M, "31")
    chart.result(CREATININE, "7.1")


def _dialysis_with_myeloma(chart: ChartWriter) -> None:
    chart.problem(KIDNEY_FAILURE, 900)
    chart.problem(DIALYSIS, 800)
    chart.problem(MYELOMA)
    chart.result(B2M, "29")
    chart.result(ALBUMIN, "3.6")
    chart.result(CREATININE, "6.4")


def _raised_with_ckd(chart: ChartWriter) -> None:
    chart.problem(HYPERTENSION, 3000)
    chart.problem(CKD_3, 150)
    chart.result(B2M, "4.6", limits=("0.8", "2.7"))
    chart.result(CREATININE, "1.8")
    chart.result(CREATININE, "1.7", 163)


def _albuminuria(chart: ChartWriter) -> None:
    chart.problem(HYPERTENSION, 2500)
    chart.result(B2M, "3.9")
    chart.result(CREATININE, "1.6")
    chart.result(CREATININE, "1.5", 140)
    chart.result(URINE_ALBUMIN, "420", 20)


def _raised_without_creatinine(chart: ChartWriter) -> None:
    chart.problem(ARTHRITIS, 900)
    chart.result(B2M, "4.6", limits=("0.8", "2.7"))


KIDNEY_STORIES = (
    Story(
        "iss-3-kidney",
        "Carl",
        "Holm",
        "male",
        71,
        "Myeloma, B2M 8.9 mg/L at eGFR about 24: ISS III, and the kidney explains much of it",
        _iss_3_kidney,
    ),
    Story(
        "dialysis",
        "Flora",
        "Ibsen",
        "female",
        62,
        "B2M 31 mg/L after 13 years of haemodialysis: lost kidney clearance",
        _dialysis,
    ),
    Story(
        "dialysis-myeloma",
        "Isidor",
        "Novak",
        "male",
        67,
        "Myeloma on dialysis: a stage that the kidney confounds",
        _dialysis_with_myeloma,
    ),
    Story(
        "raised-ckd",
        "Dov",
        "Jansky",
        "male",
        74,
        "B2M 4.6 mg/L, no blood-cancer diagnosis, kidney function reduced for months",
        _raised_with_ckd,
    ),
    Story(
        "albuminuria",
        "Kaspar",
        "Quandt",
        "male",
        66,
        "B2M 3.9 mg/L, eGFR below 60 for months, urine albumin 420 mg/g: both axes of CKD",
        _albuminuria,
    ),
    Story(
        "raised-no-creatinine",
        "Greta",
        "Kowal",
        "female",
        52,
        "B2M 4.6 mg/L, no diagnosis, no creatinine: cannot be interpreted",
        _raised_without_creatinine,
    ),
)
