"""How values and records lie in time: on therapy, at diagnosis, while creatinine changes."""

from datetime import UTC, time

from cds_service.demo.catalogue import ALBUMIN, B2M, CREATININE, LENALIDOMIDE, MYELOMA
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.record_writer import dispensed, ordered, performed
from cds_service.demo.story import Story

MORNING, NIGHT = time(8, tzinfo=UTC), time(22, tzinfo=UTC)
TRANSPLANT = "709115004"


def _on_lenalidomide(chart: ChartWriter, since: int) -> None:
    """Prescribed and dispensed since a day, with a transplant half a year later."""
    ordered(chart, LENALIDOMIDE, since)
    dispensed(chart, LENALIDOMIDE, since)
    text = "Autologous haematopoietic stem cell transplantation"
    performed(chart, "transplant", TRANSPLANT, text, since - 190)


def _rising(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 660)
    _on_lenalidomide(chart, 627)
    chart.result(B2M, "3.1", 190)
    chart.result(CREATININE, "0.98", 190)
    chart.result(B2M, "4.2")
    chart.result(CREATININE, "1.0")


def _steady(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 660)
    _on_lenalidomide(chart, 627)
    chart.result(B2M, "3.0", 95)
    chart.result(CREATININE, "0.9", 95)
    chart.result(B2M, "3.3")
    chart.result(CREATININE, "0.9")


def _before_therapy(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 40)
    chart.result(B2M, "6.4", 35)
    chart.result(ALBUMIN, "3.4", 35)
    chart.result(CREATININE, "1.0", 35)
    dispensed(chart, LENALIDOMIDE, 25)
    performed(chart, "chemotherapy", "367336001", "Chemotherapy", 25)
    chart.result(B2M, "5.6")
    chart.result(CREATININE, "1.0")


def _creatinine_rising(chart: ChartWriter) -> None:
    chart.problem(MYELOMA, 3)
    chart.drawn = MORNING
    chart.result(CREATININE, "1.1", 3)
    chart.drawn = NIGHT
    chart.result(CREATININE, "1.9")
    chart.result(B2M, "7.4")


COURSE_STORIES = (
    Story(
        "rising",
        "Wilma",
        "Carrow",
        "female",
        70,
        "Myeloma on lenalidomide, B2M up from 3.1 to 4.2 mg/L: a change, not a stage",
        _rising,
    ),
    Story(
        "before-therapy",
        "Xaver",
        "Dorn",
        "male",
        66,
        "Myeloma, therapy begun 25 days ago: staged from the sample before it",
        _before_therapy,
    ),
    Story(
        "creatinine-rising",
        "Yorick",
        "Engel",
        "male",
        61,
        "Myeloma, creatinine from 1.1 to 1.9 mg/dL in 38 hours: a warning",
        _creatinine_rising,
    ),
    Story(
        "steady",
        "Zoe",
        "Farrell",
        "female",
        72,
        "Myeloma on lenalidomide, B2M within expected variation: no card",
        _steady,
    ),
)
