"""The internal model, the hub between FHIR and the rules. Standard library only.

Values are `Decimal` in the analyte's canonical unit; times are spans, because laboratories write
dates with any precision; what could not be used or could not be had is part of the model.
"""

from fhir_mappings.model.chart import Availability, Chart, Coverage, Reason, Unusable
from fhir_mappings.model.genetics import Marker, MarkerResult
from fhir_mappings.model.orders import DraftOrders, LabTest, Order
from fhir_mappings.model.people import Course, Disease, Patient, Problem, Sex
from fhir_mappings.model.results import Analyte, LabResult, OtherResult, oldest_first
from fhir_mappings.model.stages import RecordedStage, Scheme
from fhir_mappings.model.therapies import Kind, Strength, Therapy
from fhir_mappings.model.values import Measured, Moment, Reported, measured

__all__ = [
    "Analyte",
    "Availability",
    "Chart",
    "Course",
    "Coverage",
    "Disease",
    "DraftOrders",
    "Kind",
    "LabResult",
    "LabTest",
    "Marker",
    "MarkerResult",
    "Measured",
    "Moment",
    "Order",
    "OtherResult",
    "Patient",
    "Problem",
    "Reason",
    "RecordedStage",
    "Reported",
    "Scheme",
    "Sex",
    "Strength",
    "Therapy",
    "Unusable",
    "measured",
    "oldest_first",
]
