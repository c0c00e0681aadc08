"""Active, confirmed myeloma: one patient for each way to an ISS stage."""

from cds_service.demo.catalogue import ALBUMIN, B2M, CREATININE, HEMOGLOBIN, LDH, MYELOMA
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.story import Story


def _iss_1(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "2.6")
    chart.result(ALBUMIN, "4.1")
    chart.result(CREATININE, "0.8")
    chart.result(LDH, "168")


def _iss_2_by_albumin(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "2.9")
    chart.result(ALBUMIN, "3.1")
    chart.result(CREATININE, "0.9")
    chart.result(LDH, "201")


def _iss_2_by_b2m(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "4.2")
    chart.result(CREATININE, "0.8")
    chart.result(HEMOGLOBIN, "11.2")


def _iss_3(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "6.1")
    chart.result(ALBUMIN, "3.2")
    chart.result(CREATININE, "0.9")


def _albumin_missing(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "2.0")
    chart.result(CREATININE, "0.9")


def _near_cutoff(chart: ChartWriter) -> None:
    chart.problem(MYELOMA)
    chart.result(B2M, "5.4")
    chart.result(ALBUMIN, "3.8")
    chart.result(CREATININE, "0.9")
    chart.result(LDH, "190")


STAGING_STORIES = (
    Story("iss-3", "Arne", "Castell", "male", 64, "Myeloma, B2M 6.1 mg/L: ISS III", _iss_3),
    Story(
        "iss-1",
        "Clara",
        "Brandt",
        "female",
        61,
        "Myeloma, low B2M and normal albumin: ISS I",
        _iss_1,
    ),
    Story(
        "iss-2-albumin",
        "Bruno",
        "Eklund",
        "male",
        66,
        "Myeloma, low B2M but low albumin: ISS II",
        _iss_2_by_albumin,
    ),
    Story(
        "iss-2-b2m",
        "Dina",
        "Faraday",
        "female",
        58,
        "Myeloma, B2M 4.2 mg/L: ISS II, albumin not needed for it",
        _iss_2_by_b2m,
    ),
    Story(
        "albumin-missing",
        "Elin",
        "Grieve",
        "female",
        55,
        "Myeloma, B2M 2.0 mg/L, no albumin: I or II, and albumin decides",
        _albumin_missing,
    ),
    Story(
        "near-cutoff",
        "Lorenz",
        "Rehm",
        "male",
        60,
        "Myeloma, B2M 5.4 mg/L: ISS II, close to the cut-off of ISS III",
        _near_cutoff,
    ),
)
