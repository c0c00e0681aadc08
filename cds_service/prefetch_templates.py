"""The queries that discovery publishes, built from the code tables that the mapping reads.

One key a data set, at most 20 codes a key, because long addresses fail on real servers. Plain FHIR
search by patient and code: nothing that a CDS client cannot resolve from `{{context.patientId}}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cds_service.rules.companions_kidney import TUBULAR_MARKERS
from cds_service.rules.good_practice import LIGHT_CHAIN_PANEL, PROTEIN_STUDIES
from cds_service.rules.tubular_work_up import FANCONI_CODES
from fhir_mappings.codes import LOINC, loinc_codes, refused_codes
from fhir_mappings.genomics import marker_codes
from fhir_mappings.model import Analyte, Marker
from fhir_mappings.stage_codes import stage_observation_codes

PATIENT_ID = "{{context.patientId}}"

# Analytes of each laboratory key and how many results a client should deliver.
LABORATORY_KEYS: Mapping[str, tuple[int, tuple[Analyte, ...]]] = {
    "b2m": (50, (Analyte.SERUM_B2M,)),
    "b2mUrine": (
        20,
        (Analyte.URINE_B2M_PER_CREATININE, Analyte.URINE_B2M, Analyte.URINE_B2M_RATE),
    ),
    "albumin": (20, (Analyte.ALBUMIN,)),
    "ldh": (20, (Analyte.LDH,)),
    "creatinine": (20, (Analyte.CREATININE,)),
    "cystatinC": (20, (Analyte.CYSTATIN_C,)),
    "egfr": (20, (Analyte.EGFR,)),
    "urineContext": (20, (Analyte.URINE_PH, Analyte.URINE_CREATININE)),
    "urineAlbumin": (
        20,
        (Analyte.URINE_ALBUMIN_CREATININE, Analyte.URINE_PROTEIN_CREATININE),
    ),
    "calcium": (50, (Analyte.CALCIUM, Analyte.CORRECTED_CALCIUM, Analyte.IONISED_CALCIUM)),
    "lightChains": (
        20,
        (Analyte.FREE_KAPPA, Analyte.FREE_LAMBDA, Analyte.FREE_LIGHT_CHAIN_RATIO),
    ),
    "blood": (50, (Analyte.HAEMOGLOBIN, Analyte.PLATELETS, Analyte.LYMPHOCYTES)),
    "immunoglobulins": (20, (Analyte.IGM, Analyte.IGG, Analyte.IGA, Analyte.M_PROTEIN)),
    "crp": (20, (Analyte.CRP,)),
    "height": (20, (Analyte.HEIGHT,)),
    "cadmium": (20, (Analyte.URINE_CADMIUM, Analyte.BLOOD_CADMIUM)),
}
READ_MARKERS = {
    Marker.DEL_17P,
    Marker.TP53_MUTATION,
    Marker.T_4_14,
    Marker.T_14_16,
    Marker.T_14_20,
    Marker.GAIN_1Q,
    Marker.DEL_1P32,
    Marker.IGHV_UNMUTATED,
}
# What the order hooks read: nothing of it is required, and no more than their rules use.
ORDER_KEYS = (
    *("patient", "b2m", "albumin", "ldh", "creatinine", "cystatinC", "egfr", "blood"),
    *("immunoglobulins", "crp", "cytogenetics", "stages", "medications", "procedures"),
    *("conditions", "orders"),
)
# Codes that show only that a test was done, so that nobody is asked to repeat it.
DONE: Mapping[str, tuple[str, ...]] = {
    "immunoglobulins": PROTEIN_STUDIES,
    "lightChains": LIGHT_CHAIN_PANEL,
    "urineContext": TUBULAR_MARKERS,
    "calcium": FANCONI_CODES,
}
# Keys whose codes also name results that are set aside with a reason instead of read.
WITH_REFUSED = {"b2m": Analyte.SERUM_B2M, "b2mUrine": Analyte.URINE_B2M}


def templates() -> dict[str, str]:
    """Every prefetch key with its query, in the order of discovery."""
    laboratory = {
        key: _search(_codes(key, analytes), count)
        for key, (count, analytes) in LABORATORY_KEYS.items()
    }
    return {
        "patient": f"Patient/{PATIENT_ID}",
        **laboratory,
        "cytogenetics": _search((f"{LOINC}|{code}" for code in marker_codes(READ_MARKERS)), 50),
        "stages": _search(stage_observation_codes(), 20),
        "medications": f"MedicationRequest?patient={PATIENT_ID}&_count=100",
        "procedures": f"Procedure?patient={PATIENT_ID}&_count=100",
        "dispenses": f"MedicationDispense?patient={PATIENT_ID}&_count=100",
        "administrations": f"MedicationAdministration?patient={PATIENT_ID}&_count=100",
        "statements": f"MedicationStatement?patient={PATIENT_ID}&_count=100",
        "conditions": f"Condition?patient={PATIENT_ID}&category=problem-list-item&_count=100",
        "orders": f"ServiceRequest?patient={PATIENT_ID}&status=active,draft,on-hold&_count=100",
    }


def order_templates() -> dict[str, str]:
    """The keys of the order hooks, with the same queries."""
    every = templates()
    return {key: every[key] for key in ORDER_KEYS}


def _codes(key: str, analytes: Iterable[Analyte]) -> list[str]:
    read = [code for analyte in analytes for code in loinc_codes(analyte)]
    refused = [row.code for row in refused_codes().values() if row.analyte is WITH_REFUSED.get(key)]
    aside = refused if key in WITH_REFUSED else []
    return [f"{LOINC}|{code}" for code in (*read, *DONE.get(key, ()), *aside)]


def _search(codes: Iterable[str], count: int) -> str:
    listed = ",".join(codes)
    return f"Observation?patient={PATIENT_ID}&code={listed}&_sort=-date&_count={count}"
