"""Units: converted where that is safe, never guessed."""

from cds_service.demo.catalogue import (
    ALBUMIN,
    B2M,
    B2M_MOLAR,
    CREATININE,
    CREATININE_MOLAR,
    MYELOMA,
)
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.story import Story


def _micrograms(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "6300", unit="ug/L", limits=("800", "2400"))
    chart.result(ALBUMIN, "31", unit="g/L", limits=("35", "50"))
    chart.result(CREATININE_MOLAR, "80")


def _nanomoles(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M_MOLAR, "250")
    chart.result(ALBUMIN, "38", unit="g/L", limits=("35", "50"))
    chart.result(CREATININE_MOLAR, "71")


def _unknown_unit(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "6.1", unit="[arb'U]/mL", limits=("", "2.4"))
    chart.result(ALBUMIN, "3.2")
    chart.result(CREATININE, "0.9")


UNIT_STORIES = (
    Story(
        "micrograms",
        "Erik",
        "Lindqvist",
        "male",
        69,
        "Myeloma, B2M 6300 ug/L, albumin in g/L: converted, ISS III",
        _micrograms,
    ),
    Story(
        "nanomoles",
        "Hana",
        "Moreau",
        "female",
        60,
        "Myeloma, B2M 250 nmol/L: about 2.93 mg/L",
        _nanomoles,
    ),
    Story(
        "unknown-unit",
        "Felix",
        "Nakata",
        "male",
        57,
        "Myeloma, B2M in a unit that nobody can convert: no stage",
        _unknown_unit,
    ),
)
