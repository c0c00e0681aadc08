"""One invented patient whose chart triggers every rule that can hold at once."""

from cds_service.demo.catalogue import (
    ALBUMIN,
    B2M,
    CREATININE,
    HEMOGLOBIN,
    HIV,
    LDH,
    MYELOMA,
    TENOFOVIR,
)
from cds_service.demo.catalogue_lymphoid import (
    CLL,
    DEL_17P,
    FOLLICULAR,
    IGHV,
    IGM,
    ISS,
    ISS_I,
    PLATELETS,
    RAI,
    RAI_0,
    T_4_14,
    WALDENSTROM,
)
from cds_service.demo.catalogue_urine import CADMIUM, URINE_B2M, URINE_PH
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.record_writer import marker, ordered, recorded_stage, report

ID = "p1"


def everything_at_once(today):
    """The resources of that patient."""
    chart = ChartWriter(ID, today)
    chart.person("Test", "Person", "male", 68)
    for diagnosis in (MYELOMA, CLL, WALDENSTROM, FOLLICULAR, HIV, CADMIUM):
        chart.problem(diagnosis)
    chart.result(B2M, "3.1", 190)
    chart.result(CREATININE, "1.1", 5)
    for test, value in (
        (B2M, "7.4"),
        (CREATININE, "2.4"),
        (ALBUMIN, "3.4"),
        (LDH, "310"),
        (HEMOGLOBIN, "10.8"),
        (PLATELETS, "92"),
        (IGM, "3900"),
        (URINE_B2M, "2100"),
        (URINE_PH, "5.4"),
    ):
        chart.result(test, value, 3)
    chart.result(B2M, "8.1", 1, unit="furlong")
    ordered(chart, TENOFOVIR, 400)
    marker(chart, DEL_17P)
    marker(chart, T_4_14, present=True)
    report(chart, IGHV, "IGHV mutated")
    recorded_stage(chart, RAI, RAI_0, "Rai 0")
    recorded_stage(chart, ISS, ISS_I, "ISS I")
    return chart.resources
