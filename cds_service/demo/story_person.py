"""Who the patient is changes what may be said: a child, a pregnancy, an infection."""

from cds_service.demo.catalogue import ALBUMIN, B2M, CREATININE, HIV, MYELOMA, PREGNANCY
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.story import Story


def _child(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "3.9")
    chart.result(ALBUMIN, "3.6")
    chart.result(CREATININE, "0.6")


def _pregnancy(chart: ChartWriter) -> None:
    chart.problem(PREGNANCY, 120)
    chart.result(B2M, "3.1")
    chart.result(CREATININE, "0.5")


def _infection(chart: ChartWriter) -> None:
    chart.problem(HIV, 1500)
    chart.result(B2M, "4.0")
    chart.result(CREATININE, "0.9")


PERSON_STORIES = (
    Story(
        "child",
        "Henrike",
        "Nolte",
        "female",
        14,
        "Myeloma code in a girl of 14: no index, no adult limits",
        _child,
    ),
    Story(
        "pregnancy",
        "Imke",
        "Ohlsen",
        "female",
        32,
        "B2M 3.1 mg/L in pregnancy: adult limits and eGFR do not apply",
        _pregnancy,
    ),
    Story(
        "infection",
        "Jannis",
        "Petri",
        "male",
        38,
        "B2M 4.0 mg/L with HIV on record: a known other cause",
        _infection,
    ),
)
