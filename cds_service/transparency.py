"""What this decision support is for, rests on and uses, as data for a page and for machines.

The attributes are those that 45 CFR 170.315(b)(11) asks of evidence-based decision support.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from cds_service.rules import RULE_SET_VERSION

NOT_USED = "not used"


@dataclass(frozen=True)
class Attribute:
    """One thing that the regulation or a reviewer asks for, and the answer."""

    name: str
    answer: str


INTENDED_USE = (
    Attribute(
        "Purpose",
        "Reads a patient's beta-2 microglobulin results when a clinician opens the chart or writes "
        "an order, and says what they support beside kidney function: prognostic group of a "
        "confirmed, untreated blood cancer, what filtration explains, what is missing, what cannot "
        "be said.",
    ),
    Attribute(
        "Users",
        "Haematologists, oncologists, nephrologists and those who work with them. Patients and "
        "relatives get no cards.",
    ),
    Attribute("Patients", "Adults who are not pregnant; else cards say that adult readings end."),
    Attribute(
        "Not for",
        "Screening, diagnosis, choosing, starting or stopping a treatment, forecasts for one "
        "patient, follow-up of response.",
    ),
    Attribute(
        "Kind of logic",
        "Published tables and equations written as rules; nothing is learned from data. "
        "Where inputs are missing, all groups that remain possible are named.",
    ),
    Attribute(
        "Regulatory status",
        "No medical device, cleared by nobody. No clinician has signed off the rules yet.",
    ),
)
PROVENANCE = (
    Attribute("Developer", "The b2m-cds authors, an open-source project (Apache-2.0)."),
    Attribute("Funding", "No funding source is declared."),
    Attribute("Software release", "Version {version}; not released yet."),
    Attribute("Rule set", "Version {rule_set}; its changes are listed below."),
)
PATIENT_DATA = (
    Attribute("Race", NOT_USED + "; kidney function is read by equations without a race term"),
    Attribute("Ethnicity", NOT_USED),
    Attribute("Language", NOT_USED),
    Attribute("Sexual orientation", NOT_USED),
    Attribute("Gender identity", NOT_USED),
    Attribute(
        "Sex",
        "used, as the record's administrative gender: kidney function equations, and limits of "
        "haemoglobin in one optional index. Unknown sex gives both results, never a guess",
    ),
    Attribute(
        "Date of birth",
        "used, as age at the specimen: kidney function equations, age items of indices, adult or "
        "child, default upper limit of B2M",
    ),
    Attribute("Social determinants of health", NOT_USED),
    Attribute("Health status assessments", NOT_USED + "; no questionnaire or score is read"),
    Attribute(
        "Other health data",
        "laboratory results, genetics, recorded stages, diagnoses, medicines and procedures, as "
        "far as the rules name them",
    ),
)
LIMITS = (
    "The chart is taken as it is: a diagnosis, therapy or result kept elsewhere is not seen.",
    "The B2M expected from eGFR: its equation was not yet read in the paper, its bands are policy.",
    "Near a cut-off analytical variation could change a group; cards say so and change nothing.",
    "Genetics count only as coded answers; reports in words are named, not read.",
    "Indices were built in cohorts of their time; outcome figures are off by default.",
)


def transparency(papers: Sequence[dict[str, str]], changes: Sequence[Any]) -> dict[str, Any]:
    """The whole statement. `papers`: label and url of every source; `changes`: by release."""
    return {
        "intendedUse": _plain(INTENDED_USE),
        "provenance": list(_filled(PROVENANCE)),
        "patientData": _plain(PATIENT_DATA),
        "limits": list(LIMITS),
        "bibliography": list(papers),
        "clinicalChanges": list(changes),
    }


def software_version() -> str:
    """The version of the installed package."""
    return version("b2m-cds")


def _plain(attributes: Sequence[Attribute]) -> list[dict[str, str]]:
    return [asdict(item) for item in attributes]


def _filled(attributes: Sequence[Attribute]) -> Iterator[dict[str, str]]:
    for item in attributes:
        said = item.answer.format(version=software_version(), rule_set=RULE_SET_VERSION)
        yield {"name": item.name, "answer": said}
