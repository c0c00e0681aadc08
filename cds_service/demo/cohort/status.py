"""Blemished records: withdrawn, preliminary, repeated, undated, of another patient or code."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

from cds_service.demo.chart_writer import Resource
from cds_service.demo.cohort.background import blood_and_kidney
from cds_service.demo.cohort.diagnoses import MYELOMA
from cds_service.demo.cohort.laboratory import ALBUMIN, B2M, CREATININE, GLUCOSE, POTASSIUM
from cds_service.demo.cohort.myeloma import NORMAL_CREATININE, stage_one, staged
from cds_service.demo.cohort.truth import Aside
from cds_service.demo.cohort.writer import PatientWriter, specimen

LOCAL = "urn:oid:2.999.7.1"
NAMES = ("Beta-2 Microglobulin, Serum", "B2M", "B2-MICROGLOBULIN", "\u03b22-Mikroglobulin i.S.")
LONG_HISTORY = 400  # results
HEARSAY = (
    "Family history of multiple myeloma",
    "Rule out multiple myeloma",
    "No evidence of multiple myeloma",
)


def withdrawn(patient: PatientWriter) -> None:
    stage_one(patient)
    _newer(patient, 5, "WITHDRAWN")["status"] = "entered-in-error"
    cancelled = patient.result(ALBUMIN, Decimal(1), 5, aside="WITHDRAWN")
    cancelled["status"] = "cancelled"


def preliminary(patient: PatientWriter) -> None:
    stage_one(patient)
    _newer(patient, 2, "PENDING")["status"] = "preliminary"


def corrected(patient: PatientWriter) -> None:
    sample = staged(patient, patient.between("5.60", "9.00"), patient.between("3.5", "4.4"))
    sample |= {"status": "corrected", "issued": patient.time(patient.ago - 2)}
    sample["note"] = [{"text": "Corrected result; previously reported as 2.1 mg/L"}]


def amended_version(patient: PatientWriter) -> None:
    """Two versions of one resource: only the newer one counts, wherever it stands."""
    sample = stage_one(patient)
    old = deepcopy(sample)
    old["valueQuantity"]["value"] = Decimal("9.9")
    old["meta"]["versionId"], sample["meta"]["versionId"] = "1", "2"
    sample["status"] = "amended"
    patient.resources.insert([1, len(patient.resources)][patient.variant % 2], old)


def repeated(patient: PatientWriter) -> None:
    """The same result filed twice under two ids."""
    sample = stage_one(patient)
    patient.resources.append(deepcopy(sample) | {"id": f"{sample['id']}-again"})
    patient.truth.results.extend(patient.truth.of("SERUM_B2M"))


def undated(patient: PatientWriter) -> None:
    """A B2M without an effective time: the report dates it, and without that nothing does."""
    patient.ago = patient.days(350, 360)
    stage_one(patient)
    issued_only = patient.variant % 2 == 0
    sample = _newer(patient, 3, "" if issued_only else "NO_DATE")
    sample.pop("effectiveDateTime")
    if not issued_only:
        sample.pop("issued")
    patient.truth.iss = None


def same_day(patient: PatientWriter) -> None:
    """A date without time, and an evening time that is the next day in UTC."""
    stage_one(patient)
    day = patient.day(patient.ago)
    for written in (day, f"{day}T23:30:00-08:00"):
        value = patient.between("3.60", "5.30")
        patient.result(B2M, value, patient.ago)["effectiveDateTime"] = written
    patient.truth.iss = None


def period(patient: PatientWriter) -> None:
    sample = stage_one(patient)
    day = sample.pop("effectiveDateTime")[:10]
    sample["effectivePeriod"] = {"start": day, "end": day}


def future(patient: PatientWriter) -> None:
    stage_one(patient)
    _newer(patient, -patient.days(200, 500), "FUTURE")


def old(patient: PatientWriter) -> None:
    patient.ago = patient.days(2000, 3200)
    stage_one(patient)
    patient.truth.iss, patient.truth.staged = None, False


def wrong_specimen(patient: PatientWriter) -> None:
    """A serum code on a specimen that is urine."""
    stage_one(patient)
    sample = _newer(patient, 4, "SPECIMEN_CONFLICT")
    sample |= {"specimen": {"reference": "#specimen"}, "contained": [specimen("urine")]}


def named_only(patient: PatientWriter) -> None:
    """B2M without a code, and the diagnosis in words: reported, never read."""
    ago = patient.days(8, 24)
    patient.problem(MYELOMA, ago + 5)["code"] = {"text": "Multiple myeloma, IgG kappa"}
    patient.truth.diagnoses.clear()
    patient.truth.aside.append(Aside("", "WORDS_ONLY"))
    name = NAMES[patient.variant % len(NAMES)]
    patient.result(B2M, patient.between("3.60", "5.30"), ago, aside="WORDS_ONLY")["code"] = {
        "text": name
    }
    patient.result(ALBUMIN, patient.between("3.6", "4.4"), ago)
    blood_and_kidney(patient, ago, patient.between(*NORMAL_CREATININE))
    patient.truth.staged = False


def hearsay(patient: PatientWriter) -> None:
    """A text that names myeloma without stating it."""
    stage_one(patient)
    diagnosis = next(item for item in patient.resources if item["resourceType"] == "Condition")
    diagnosis["code"] = {"text": HEARSAY[patient.variant % len(HEARSAY)]}
    patient.truth.diagnoses.clear()
    patient.truth.aside.append(Aside("", "WORDS_ONLY"))
    patient.truth.iss, patient.truth.staged = None, False


def local_code(patient: PatientWriter) -> None:
    """A local code before the LOINC code; and a local code that looks like it."""
    sample = stage_one(patient)
    sample["code"]["coding"].insert(0, {"system": LOCAL, "code": "B2MIC", "userSelected": True})
    other = patient.result(GLUCOSE, patient.days(80, 99), 4)
    other["code"] = {"coding": [{"system": LOCAL, "code": "1952-1", "display": "unrelated test"}]}


def foreign(patient: PatientWriter) -> None:
    """Results of others among the patient's own, and one that does not say whose it is."""
    stage_one(patient)
    for subject, reason in (
        ({"reference": "Patient/somebody-else"}, "OTHER_PATIENT"),
        ({"reference": f"http://other.example/fhir/Patient/{patient.patient_id}"}, "OTHER_PATIENT"),
        ({"display": "unknown"}, "NO_SUBJECT"),
    ):
        _newer(patient, 3, reason)["subject"] = subject


def nobody_known(patient: PatientWriter) -> None:
    """Neither sex nor birth date: no eGFR can be worked out."""
    staged(patient, patient.between("5.70", "9.40"), None)
    patient.patient.pop("birthDate")
    patient.patient.pop("gender")
    egfr = [item for item in patient.truth.results if item.analyte == "EGFR"]
    patient.truth.results = [item for item in patient.truth.results if item not in egfr]
    patient.resources = [item for item in patient.resources if not _is(item, "98979-8")]
    patient.truth.iss = None


def long_history(patient: PatientWriter) -> None:
    """Many results of many kinds, the newest B2M before them."""
    stage_one(patient)
    for number in range(LONG_HISTORY):
        lab, low, high = [
            (GLUCOSE, "80.0", "110.0"),
            (POTASSIUM, "3.5", "5.1"),
            (CREATININE, "0.70", "1.10"),
            (ALBUMIN, "3.5", "4.5"),
            (B2M, "1.50", "3.20"),
        ][number % 5]
        patient.result(lab, patient.between(low, high), patient.days(25, 5000))


def _newer(patient: PatientWriter, ago: int, aside: str) -> Resource:
    """A B2M after the one that is staged, which it must not displace."""
    return patient.result(B2M, patient.between("12.00", "30.00"), ago, aside=aside)


def _is(resource: Resource, loinc: str) -> bool:
    codings = resource.get("code", {}).get("coding", [])
    return any(coding.get("code") == loinc for coding in codings)
