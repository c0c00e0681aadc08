"""Records beside results and diagnoses: genetics, recorded stages, medicines, procedures."""

from __future__ import annotations

from cds_service.demo.catalogue import ATC, LOINC, SNOMED, Medicine
from cds_service.demo.catalogue_lymphoid import NCIT
from cds_service.demo.chart_writer import LABORATORY, Resource
from cds_service.demo.cohort.writer import PatientWriter

ISS, ISS_METHOD = "C139007", "1149162008"
GROUPS = {"I": "C70658", "II": "C70659", "III": "C70660"}
ANSWERS = {True: ("LA9633-4", "10828004"), False: ("LA9634-2", "260385009")}
PROBES = {
    "DEL_17P": ("17p13", "72824-6"),
    "T_4_14": ("t(4;14)(p16;q32)", "72726-3"),
    "T_14_16": ("t(14;16)(q32;q23)", "77033-9"),
}
BORTEZOMIB = Medicine("bortezomib", "Bortezomib", "L01XG01")
LENALIDOMIDE = Medicine("lenalidomide", "Lenalidomide", "L04AX04")
DEXAMETHASONE = Medicine("dexamethasone", "Dexamethasone", "H02AB02")
TENOFOVIR = Medicine("tenofovir disoproxil", "Tenofovir disoproxil", "J05AF07")


def variant(patient: PatientWriter, marker: str, ago: int, *, present: bool) -> Resource:
    """A genetic variant assessment by its chromosome location, Present or Absent."""
    location, _ = PROBES[marker]
    answer = {"system": LOINC, "code": ANSWERS[present][0]}
    return _genetic(
        patient,
        marker,
        ago,
        present,
        code=_coded(LOINC, "69548-6"),
        valueCodeableConcept={"coding": [answer]},
        component=[
            {"code": _coded(LOINC, "48001-2"), "valueCodeableConcept": {"text": location}},
        ],
    )


def targeted(patient: PatientWriter, marker: str, ago: int, *, present: bool) -> Resource:
    """A probe for one finding under its own code, positive or negative."""
    _, code = PROBES[marker]
    answer = {"system": SNOMED, "code": ANSWERS[present][1]}
    return _genetic(
        patient,
        marker,
        ago,
        present,
        code=_coded(LOINC, code),
        valueCodeableConcept={"coding": [answer]},
    )


def recorded_iss(patient: PatientWriter, group: str, ago: int, *, coded: bool) -> None:
    """An ISS stage on record, by the codes of mCODE or in words alone."""
    by_code = {
        "code": _coded(NCIT, ISS),
        "method": _coded(SNOMED, ISS_METHOD),
        "valueCodeableConcept": _coded(NCIT, GROUPS[group]),
    }
    in_words = {"code": {"text": "ISS"}, "valueCodeableConcept": {"text": f"Stage {group}"}}
    patient.add(
        "Observation",
        status="final",
        effectiveDateTime=patient.time(ago),
        **(by_code if coded else in_words),
    )
    patient.truth.stages.append(("ISS", group))


def ordered(patient: PatientWriter, medicine: Medicine, ago: int) -> None:
    """A prescription that is still active."""
    patient.add(
        "MedicationRequest",
        status="active",
        intent="order",
        medicationCodeableConcept={**_coded(ATC, medicine.atc), "text": medicine.text},
        authoredOn=patient.day(ago),
    )
    patient.truth.therapies.append(medicine.key)


def transplanted(patient: PatientWriter, ago: int) -> None:
    """A completed autologous stem cell transplant."""
    patient.add(
        "Procedure",
        status="completed",
        code={**_coded(SNOMED, "234336002"), "text": "Stem cell transplant"},
        performedDateTime=patient.day(ago),
    )
    patient.truth.therapies.append("stem cell transplant")


def _genetic(
    patient: PatientWriter, marker: str, ago: int, present: bool, **elements: object
) -> Resource:
    patient.truth.markers.append((marker, present))
    taken = patient.time(ago)
    return patient.add(
        "Observation",
        status="final",
        category=[LABORATORY],
        effectiveDateTime=taken,
        issued=taken,
        **elements,
    )


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}
