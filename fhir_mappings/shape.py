"""Is a resource in a form of FHIR older than R4 (DSTU2, STU3)? Told by its elements alone.

Older forms look much like R4 but say some things elsewhere: a negation (`notDone`, `notGiven`,
`wasNotTaken`) that R4 writes as a status, a status as a plain code, the patient as `patient`. Read
as R4 they would lose exactly that. A resource without any such mark means the same in all versions.
http://hl7.org/fhir/STU3/, http://hl7.org/fhir/DSTU2/, http://hl7.org/fhir/R4/diff.html
"""

from __future__ import annotations

from collections.abc import Mapping

from fhir_mappings.bundle import Entry, Resource
from fhir_mappings.model import Reason, Unusable
from fhir_mappings.subject import Identity

# Elements that neither R4 nor R5 has.
GONE: Mapping[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "Observation": "comment comments related context reliability",
        "Condition": "patient dateRecorded assertedDate context abatementBoolean",
        "Patient": "animal careProvider",
        "Procedure": "notDone notDoneReason notPerformed reasonNotPerformed context definition",
        "MedicationRequest": "context definition",
        "MedicationDispense": "notDone notDoneReasonCodeableConcept notDoneReasonReference",
        "MedicationAdministration": "notGiven wasNotGiven reasonNotGiven prescription patient",
        "MedicationStatement": "taken wasNotTaken reasonNotTaken patient",
    }.items()
}
# Elements that R4 and R5 write as a list, or as a CodeableConcept.
ONCE_SINGLE: Mapping[str, tuple[str, ...]] = {
    "Observation": ("category", "interpretation"),
    "Condition": ("category", "stage"),
    "MedicationRequest": ("category",),
}
ONCE_CODES: Mapping[str, tuple[str, ...]] = {"Condition": ("clinicalStatus", "verificationStatus")}
NONE: frozenset[str] = frozenset()
ORDER = "MedicationOrder"  # what DSTU2 calls a MedicationRequest


def older(entry: Entry, patient: Identity, therapy: str = "") -> Unusable:
    """What is noted of an older resource; DSTU2 names the patient as `patient`, not `subject`."""
    subject = entry.resource.get("subject") or entry.resource.get("patient")
    refusal = patient.refusal(Entry(entry.resource | {"subject": subject}, entry.full_url))
    if refusal is not None:
        return Unusable(entry.reference, refusal)
    diagnosis = entry.resource.get("resourceType") == "Condition"
    return Unusable(entry.reference, Reason.OLDER_FHIR, therapy=therapy, hides_diagnosis=diagnosis)


def is_older(resource: Resource) -> bool:
    """Does a resource carry a mark of DSTU2 or STU3? False for kinds that are not read."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str):
        return False
    for name in GONE.get(kind, NONE).intersection(resource):
        if resource[name] is not None:
            return True
    for name in ONCE_SINGLE.get(kind, ()):
        if isinstance(resource.get(name), dict) and resource[name]:
            return True
    for name in ONCE_CODES.get(kind, ()):
        if isinstance(resource.get(name), str) and resource[name].strip():
            return True
    return kind == ORDER
