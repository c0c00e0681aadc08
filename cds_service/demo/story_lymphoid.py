"""CLL, Waldenström and lymphomas: the other indices, and where there is none."""

from cds_service.demo.catalogue import B2M, CREATININE, HEMOGLOBIN, LDH
from cds_service.demo.catalogue_lymphoid import (
    CLL,
    DEL_17P,
    DLBCL,
    FOLLICULAR,
    HODGKIN,
    IGHV,
    IGM,
    PLATELETS,
    RAI,
    RAI_0,
    WALDENSTROM,
)
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.record_writer import marker, recorded_stage, report
from cds_service.demo.story import Story


def _cll(chart: ChartWriter) -> None:
    # LOINC has only a narrative code for IGHV: words, which nothing reads as a result.
    chart.problem(CLL)
    chart.result(B2M, "4.1")
    chart.result(CREATININE, "1.0")
    recorded_stage(chart, RAI, RAI_0, "Rai 0")
    marker(chart, DEL_17P)
    report(chart, IGHV, "IGHV mutated, 94.8 % identity to germline")


def _waldenstrom(chart: ChartWriter) -> None:
    chart.problem(WALDENSTROM)
    chart.result(B2M, "3.6")
    chart.result(CREATININE, "0.9")
    chart.result(HEMOGLOBIN, "10.8")
    chart.result(PLATELETS, "182")
    chart.result(IGM, "3900")


def _follicular(chart: ChartWriter) -> None:
    chart.problem(FOLLICULAR)
    chart.result(B2M, "3.4")
    chart.result(CREATININE, "0.8")
    chart.result(HEMOGLOBIN, "12.9")


def _dlbcl(chart: ChartWriter) -> None:
    chart.problem(DLBCL)
    chart.result(B2M, "4.3")
    chart.result(CREATININE, "0.9")
    chart.result(LDH, "412")


def _hodgkin(chart: ChartWriter) -> None:
    chart.problem(HODGKIN)
    chart.result(B2M, "3.2")
    chart.result(CREATININE, "0.7")


LYMPHOID_STORIES = (
    Story(
        "cll",
        "Nils",
        "Torvald",
        "male",
        68,
        "CLL, B2M 4.1 mg/L, Rai 0; IGHV reported in words only, TP53 not sequenced",
        _cll,
    ),
    Story(
        "waldenstrom",
        "Odile",
        "Unger",
        "female",
        67,
        "Waldenström macroglobulinaemia with a full blood count and IgM: IPSSWM",
        _waldenstrom,
    ),
    Story(
        "follicular",
        "Petra",
        "Vance",
        "female",
        54,
        "Follicular lymphoma, B2M 3.4 mg/L: PRIMA-PI high without a marrow result",
        _follicular,
    ),
    Story(
        "dlbcl",
        "Quirin",
        "Voss",
        "male",
        67,
        "Diffuse large B-cell lymphoma, B2M 4.3 mg/L: its index is off until the site wants it",
        _dlbcl,
    ),
    Story(
        "hodgkin",
        "Rolf",
        "Winter",
        "male",
        33,
        "Hodgkin lymphoma, B2M 3.2 mg/L: no index with B2M, no stage",
        _hodgkin,
    ),
)
