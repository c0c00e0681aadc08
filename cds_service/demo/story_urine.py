"""Urine B2M: acid urine, a tubular pattern, overflow, and an exposure to cadmium."""

from cds_service.demo.catalogue import B2M, CREATININE, HIV, TENOFOVIR
from cds_service.demo.catalogue_urine import (
    BLOOD_CADMIUM,
    CADMIUM,
    URINE_B2M,
    URINE_B2M_PER_CREATININE,
    URINE_CADMIUM,
    URINE_CREATININE,
    URINE_PH,
)
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.record_writer import ordered
from cds_service.demo.story import Story


def _acid(chart: ChartWriter) -> None:
    chart.problem(HIV, 2900)
    ordered(chart, TENOFOVIR, 400)
    chart.result(URINE_B2M, "120")
    chart.result(URINE_PH, "5.2")
    chart.result(B2M, "1.9")
    chart.result(CREATININE, "1.1")


def _tubular(chart: ChartWriter) -> None:
    chart.problem(HIV, 2200)
    ordered(chart, TENOFOVIR, 900)
    chart.result(URINE_B2M, "1450")
    chart.result(URINE_PH, "6.6")
    chart.result(URINE_CREATININE, "95")
    chart.result(B2M, "2.0")
    chart.result(CREATININE, "0.9")


def _without_ph(chart: ChartWriter) -> None:
    ordered(chart, TENOFOVIR, 300)
    chart.result(URINE_B2M, "140")
    chart.result(B2M, "1.8")
    chart.result(CREATININE, "0.9")


def _serum_only(chart: ChartWriter) -> None:
    chart.result(URINE_B2M, "160")
    chart.result(URINE_PH, "6.6")
    chart.result(B2M, "3.9")
    chart.result(CREATININE, "1.7")
    chart.result(CREATININE, "1.6", 150)


def _overflow(chart: ChartWriter) -> None:
    chart.result(URINE_B2M, "2100")
    chart.result(URINE_PH, "6.4")
    chart.result(B2M, "6.8")
    chart.result(CREATININE, "2.4")
    chart.result(CREATININE, "2.3", 130)


def _cadmium(chart: ChartWriter) -> None:
    chart.problem(CADMIUM, 60)
    chart.result(URINE_B2M_PER_CREATININE, "820")
    chart.result(URINE_CADMIUM, "4.1")
    chart.result(BLOOD_CADMIUM, "4.6")
    chart.result(URINE_PH, "6.8")
    chart.result(B2M, "2.1")
    chart.result(CREATININE, "1.0")


URINE_STORIES = (
    Story(
        "urine-no-ph",
        "Selma",
        "Yilmaz",
        "female",
        46,
        "Urine B2M 140 ug/L without a pH: may be falsely low",
        _without_ph,
    ),
    Story(
        "urine-not-raised",
        "Sverre",
        "Ytter",
        "male",
        68,
        "Serum B2M 3.9 mg/L with a urine B2M that is not raised: no tubular leak",
        _serum_only,
    ),
    Story(
        "urine-acid",
        "Silas",
        "Yardley",
        "male",
        49,
        "Urine B2M 120 ug/L in urine of pH 5.2: cannot be read as normal",
        _acid,
    ),
    Story(
        "urine-tubular",
        "Tomas",
        "Zeller",
        "male",
        44,
        "Urine B2M 1450 ug/L with a serum B2M that is not raised: tubular pattern",
        _tubular,
    ),
    Story(
        "urine-overflow",
        "Ursula",
        "Abbott",
        "female",
        69,
        "Urine and serum B2M both high at a serum of 6.8 mg/L: overflow",
        _overflow,
    ),
    Story(
        "urine-cadmium",
        "Viktor",
        "Bellamy",
        "male",
        51,
        "Cadmium exposure on record: urine B2M 820 ug/g beside cadmium in urine and blood",
        _cadmium,
    ),
)
