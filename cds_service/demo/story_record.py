"""Stages on record, FISH on file, and values that are too old or too normal for a card."""

from cds_service.demo.catalogue import ALBUMIN, B2M, CREATININE, LDH, LENALIDOMIDE, MYELOMA
from cds_service.demo.catalogue_lymphoid import (
    DEL_17P,
    GAIN_1Q,
    ISS,
    ISS_I,
    ISS_III,
    T_4_14,
    T_14_16,
)
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.record_writer import marker, ordered, performed, recorded_stage
from cds_service.demo.story import Story
from cds_service.demo.story_course import TRANSPLANT


def _iss_3_set(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "6.1")
    chart.result(ALBUMIN, "3.2")
    chart.result(CREATININE, "0.9")


def _as_recorded(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "6.1")
    chart.result(ALBUMIN, "3.2")
    chart.result(CREATININE, "1.4")
    recorded_stage(chart, ISS, ISS_III, "ISS III")


def _high_risk_unrecorded(chart: ChartWriter) -> None:
    _iss_3_set(chart)
    recorded_stage(chart, ISS, ISS_III, "ISS III")


def _recorded_otherwise(chart: ChartWriter) -> None:
    _iss_3_set(chart)
    recorded_stage(chart, ISS, ISS_I, "ISS I")


def _albumin_old(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 11)
    chart.result(B2M, "2.9")
    chart.result(ALBUMIN, "3.4", 49)
    chart.result(CREATININE, "1.0")
    chart.result(LDH, "180")
    for test in (DEL_17P, T_4_14, T_14_16):
        marker(chart, test)


def _genetics(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "4.4")
    chart.result(ALBUMIN, "3.6")
    chart.result(CREATININE, "0.9")
    chart.result(LDH, "310")
    marker(chart, DEL_17P)
    marker(chart, T_4_14, present=True)
    marker(chart, T_14_16)
    marker(chart, GAIN_1Q, present=True)


def _long_treated(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 1900)
    ordered(chart, LENALIDOMIDE, 1850)
    performed(chart, "transplant", TRANSPLANT, "Autologous transplantation", 1700)
    for days in (1880, 1100, 735, 370, 5):
        chart.result(B2M, "4.0" if days > 1800 else "3.0", days)
        chart.result(CREATININE, "0.9", days)


def _old(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 500)
    chart.result(B2M, "6.1", 430)
    chart.result(ALBUMIN, "3.2", 430)


def _normal(chart: ChartWriter) -> None:
    chart.result(B2M, "2.0")
    chart.result(CREATININE, "0.9")


RECORD_STORIES = (
    Story(
        "albumin-old",
        "Anselm",
        "Grau",
        "male",
        58,
        "Myeloma, B2M 2.9 mg/L, albumin 47 days older: I or II, and albumin decides",
        _albumin_old,
    ),
    Story(
        "genetics",
        "Britta",
        "Hallam",
        "female",
        62,
        "Myeloma with t(4;14) and 1q21 gain: R2-ISS and IMS/IMWG settled",
        _genetics,
    ),
    Story(
        "stage-differs",
        "Conrad",
        "Ivers",
        "male",
        64,
        "Myeloma, chart says ISS I, results give ISS III: verify",
        _recorded_otherwise,
    ),
    Story(
        "stage-recorded",
        "Doris",
        "Jessen",
        "female",
        64,
        "Myeloma, chart says ISS III and so do the results: no card",
        _as_recorded,
    ),
    Story(
        "high-risk-unrecorded",
        "Dorit",
        "Jonas",
        "female",
        63,
        "Myeloma, ISS III on record, IMS/IMWG 2025 criterion 4 met and recorded nowhere",
        _high_risk_unrecorded,
    ),
    Story(
        "long-treated",
        "Emil",
        "Kessler",
        "male",
        73,
        "Myeloma staged and treated years ago, B2M the same for years: no card",
        _long_treated,
    ),
    Story("old", "Frida", "Lund", "female", 59, "Myeloma, only B2M 430 days old: no card", _old),
    Story("normal", "Gunnar", "Maas", "male", 47, "B2M 2.0 mg/L, nobody asked: no card", _normal),
)
