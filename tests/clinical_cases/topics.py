"""Which code answers which topic. A topic is added here, together with its family's module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fhir_mappings.model import Analyte
from tests.clinical_cases import egfr_topics, kidney_topics, urine_topics
from tests.clinical_cases.applicability_topic import applicability
from tests.clinical_cases.index_topics import INDEX_TOPICS
from tests.clinical_cases.laboratory_topics import plausibility, unit_of
from tests.clinical_cases.quantities import Inputs

TOPICS: Mapping[str, Callable[[Inputs], dict[str, Any]]] = {
    **INDEX_TOPICS,
    "applicability": applicability,
    "rcv": urine_topics.rcv,
    "egfr-cr2021": egfr_topics.egfr,
    "egfr-rounding": egfr_topics.egfr,
    "egfr-cys2012": egfr_topics.egfr,
    "egfr-crcys2021": egfr_topics.egfr,
    "egfr-ekfc-cr": egfr_topics.egfr,
    "egfr-ekfc-cys": egfr_topics.egfr,
    "egfr-schwartz": egfr_topics.egfr,
    "egfr-u25": egfr_topics.egfr_u25,
    "kdigo-g": egfr_topics.kdigo_g,
    "kdigo-a": egfr_topics.kdigo_a,
    "kdigo-risk": egfr_topics.risk,
    "ckd-chronicity": egfr_topics.chronicity,
    "aki": kidney_topics.aki,
    "egfr-b2m": kidney_topics.egfr_b2m,
    "expected-b2m": kidney_topics.expected_b2m,
    "filtration-story": kidney_topics.filtration_story,
    "urine-pattern": urine_topics.pattern,
    "fe-b2m": urine_topics.fractional,
    "osha-b2m": urine_topics.osha,
    "unit-b2m": unit_of(Analyte.SERUM_B2M),
    "unit-uratio": unit_of(Analyte.URINE_B2M_PER_CREATININE),
    "unit-creatinine": unit_of(Analyte.CREATININE),
    "unit-albumin": unit_of(Analyte.ALBUMIN),
    "unit-ldh": unit_of(Analyte.LDH),
    "unit-cystatin": unit_of(Analyte.CYSTATIN_C),
    "plausibility": plausibility,
}
