"""Charts that must not be staged, and those with nothing to say."""

from cds_service.demo.catalogue import (
    ALBUMIN,
    B2M,
    CREATININE,
    HEMOGLOBIN,
    MGUS,
    MYELOMA,
    SMOULDERING,
)
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.story import Story


def _full_set(chart: ChartWriter, b2m: str, albumin: str) -> None:
    chart.result(B2M, b2m)
    chart.result(ALBUMIN, albumin)
    chart.result(CREATININE, "0.9")


def _mgus(chart: ChartWriter) -> None:
    chart.problem(MGUS, 700)
    _full_set(chart, "3.1", "4.2")


def _smouldering(chart: ChartWriter) -> None:
    chart.problem(SMOULDERING, 200)
    _full_set(chart, "3.7", "3.8")


def _provisional(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, verification="provisional")
    _full_set(chart, "5.8", "3.3")


def _entered_in_error(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "61", status="entered-in-error")
    chart.result(ALBUMIN, "3.9")
    chart.result(CREATININE, "0.8")


def _no_b2m(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(ALBUMIN, "3.7")
    chart.result(CREATININE, "1.0")
    chart.result(HEMOGLOBIN, "10.4")


def _new_myeloma(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 1)
    chart.result(HEMOGLOBIN, "10.1")


NO_STAGE_STORIES = (
    Story("mgus", "Ines", "Orsini", "female", 68, "MGUS, B2M 3.1 mg/L: no stage", _mgus),
    Story(
        "smouldering",
        "Gustav",
        "Pereira",
        "male",
        63,
        "Smouldering myeloma, B2M 3.7 mg/L: no stage",
        _smouldering,
    ),
    Story(
        "provisional",
        "Hugo",
        "Quist",
        "male",
        59,
        "Myeloma suspected, not confirmed, B2M 5.8 mg/L: no stage",
        _provisional,
    ),
    Story(
        "entered-in-error",
        "Karin",
        "Rossi",
        "female",
        65,
        "The only B2M was entered in error: no card",
        _entered_in_error,
    ),
    Story(
        "no-b2m",
        "Lena",
        "Sandoval",
        "female",
        70,
        "Myeloma without any B2M on file: no card",
        _no_b2m,
    ),
    Story(
        "new-myeloma",
        "Nora",
        "Quist",
        "female",
        63,
        "Myeloma recorded yesterday, nothing measured yet but haemoglobin: no card",
        _new_myeloma,
    ),
)
