"""Which code answers which topic. A topic is added here, together with its family's module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fhir_mappings.model import Analyte
from tests.clinical_cases.egfr_topics import ckd_chronicity, egfr, kdigo_g
from tests.clinical_cases.index_topics import iss, r_iss
from tests.clinical_cases.kidney_topics import aki, egfr_b2m, expected_b2m, filtration_story
from tests.clinical_cases.laboratory_topics import plausibility, unit_of
from tests.clinical_cases.quantities import Inputs

TOPICS: Mapping[str, Callable[[Inputs], dict[str, Any]]] = {
    "iss": iss,
    "r-iss": r_iss,
    "egfr-cr2021": egfr,
    "egfr-rounding": egfr,
    "kdigo-g": kdigo_g,
    "ckd-chronicity": ckd_chronicity,
    "aki": aki,
    "egfr-b2m": egfr_b2m,
    "expected-b2m": expected_b2m,
    "filtration-story": filtration_story,
    "unit-b2m": unit_of(Analyte.SERUM_B2M),
    "unit-albumin": unit_of(Analyte.ALBUMIN),
    "unit-creatinine": unit_of(Analyte.CREATININE),
    "unit-ldh": unit_of(Analyte.LDH),
    "plausibility": plausibility,
}
