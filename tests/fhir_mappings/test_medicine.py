"""Identifying a medicine: by code, by the Medication it refers to, by name; or not at all."""

import pytest

from fhir_mappings.bundle import Entry, entries_of
from fhir_mappings.chart import chart_from
from fhir_mappings.model import Kind, Reason
from fhir_mappings.treatment_codes import coded_treatment, named_treatments
from tests.fhir_mappings.builders import SELF, administration, concept, resource
from tests.fhir_mappings.resources import AT, chart, coding
from tests.tables import rows

CODED = """
    coding        | substance            | kind           | groups         | effects
    atc L01XG01   | bortezomib           | AGENT          | bnhl myeloma wm|
    atc L01XX32   | bortezomib           | AGENT          | bnhl myeloma wm|
    atc L01XC24   | daratumumab          | AGENT          | myeloma        |
    atc L01FC99   | CD38 antibody        | AGENT          | myeloma        |
    atc L01XX33   | antineoplastic agent | ANTINEOPLASTIC |                |
    atc L01BA01   | methotrexate         | ANTINEOPLASTIC |                | nephrotoxic
    atc L01XA01   | cisplatin            | AGENT          | bnhl myeloma   | nephrotoxic
    atc H02AB02   | dexamethasone        | STEROID        |                |
    atc J01GB99   | aminoglycoside       | OTHER          |                | nephrotoxic
    atc L03AB05   | interferon alfa-2b   | OTHER          |                | raises_b2m
    rx 342369     | lenalidomide         | AGENT          | bnhl cll myeloma|
    rx 1747561    | venetoclax           | AGENT          | cll myeloma wm |
"""

NAMES = """
    text                                     | treatments
    lenalidomide 25 mg capsule               | lenalidomide
    DARATUMUMAB-fihj 1800 mg                 | daratumumab
    Rituximab-abbs                           | rituximab
    daratumumab and hyaluronidase            | daratumumab
    melphalan flufenamide                    | melphalan flufenamide
    cyclosporin 100 mg                       | ciclosporin
    peginterferon alfa-2a                    | peginterferon alfa-2a
    Interferon alfa                          | interferon alfa natural
    tenofovir disoproxil / emtricitabine     | tenofovir disoproxil
    tenofovir alafenamide                    |
    R-CHOP cycle 1                           | R-CHOP
    D-VRd                                    | D-VRd
    VRd and dexamethasone                    | dexamethasone, VRd
    FCR                                      | FCR
    br                                       |
    nonbortezomib                            |
    bortezomib-class                         |
    metoprolol                               |
"""

NOT_MATCHED = """
    coding
    atc C07AB02
    atc L02BG03
    rx 34236
    rx 3423690
    sct 342369
    local L01XG01
"""


@pytest.mark.parametrize(("text", "substance", "kind", "groups", "effects"), rows(CODED))
def test_a_code_stands_for_a_treatment(text, substance, kind, groups, effects):
    found = coded_treatment(coding(text))

    assert found is not None
    assert (found.substance, found.kind) == (substance, Kind[kind])
    assert found.groups == set(groups.split())
    assert found.effects == set(effects.split())


@pytest.mark.parametrize("text", [text for (text,) in rows(NOT_MATCHED)])
def test_other_codes_stand_for_nothing(text):
    assert coded_treatment(coding(text)) is None


@pytest.mark.parametrize(("text", "treatments"), rows(NAMES))
def test_a_name_counts_as_a_whole_word(text, treatments):
    found = [item.substance for item in named_treatments(text)]

    assert found == list(filter(None, treatments.split(", ")))


@pytest.mark.parametrize(
    ("given", "substances", "by_name"),
    [
        (concept("atc L01XG01", "rx 358258"), ["bortezomib"], False),
        (concept("atc L01XG01", "atc L01"), ["bortezomib"], False),
        (concept("atc L01"), ["antineoplastic agent"], False),
        (concept("atc L01", text="Selinexor 20 mg"), ["selinexor"], True),
        (concept("rx 999", text="Selinexor 20 mg"), ["selinexor"], True),
        (concept("atc L01XG01", text="Selinexor 20 mg"), ["bortezomib"], False),
        (concept("rx 999", text="Atorvastatin"), [], False),
        (concept("atc C10AA05"), [], False),
        (concept(text="antineoplastic agent: bortezomib"), ["bortezomib"], True),
        (concept(text="bortezomib, lenalidomide"), ["bortezomib", "lenalidomide"], True),
    ],
    ids=str,
)
def test_a_code_comes_before_a_name_and_a_medicine_before_its_class(given, substances, by_name):
    found = chart(administration(medicationCodeableConcept=given))

    assert [item.substance for item in found.therapies] == substances
    assert all(item.by_name is by_name for item in found.therapies)
    assert found.unusable == ()


def test_the_display_of_a_coding_is_a_name():
    shown = {"coding": [{"system": "local", "code": "1", "display": "Carfilzomib 60 mg"}]}

    (found,) = chart(administration(medicationCodeableConcept=shown)).therapies

    assert (found.substance, found.by_name) == ("carfilzomib", True)


@pytest.mark.parametrize(
    "given",
    [concept("rx 999"), {}, {"text": " "}, {"coding": "rx"}],
    ids=str,
)
def test_a_medicine_without_a_known_code_or_a_name_cannot_be_told(given):
    (found,) = chart(administration(medicationCodeableConcept=given)).unusable

    assert (found.reason, found.therapy) == (Reason.MEDICINE_UNKNOWN, "treatment")


@pytest.mark.parametrize(
    ("inside", "substances"),
    [
        ({"code": concept("atc L01XG02")}, ["carfilzomib"]),
        ({"ingredient": [{"itemCodeableConcept": concept("rx 1721947")}]}, ["daratumumab"]),
        (
            {
                "code": concept("rx 999"),
                "ingredient": [
                    {"itemCodeableConcept": concept("rx 1721947"), "isActive": False},
                    {"itemCodeableConcept": concept("rx 1302966"), "isActive": True},
                    {"itemReference": {"reference": "#deep"}},
                    {"itemReference": {"reference": "#nowhere"}},
                ],
                "contained": [
                    {"resourceType": "Substance", "id": "deep", "code": concept("atc L01XG03")}
                ],
            },
            ["carfilzomib", "ixazomib"],
        ),
        ({"code": concept(text="Atorvastatin")}, []),
    ],
    ids=str,
)
def test_a_contained_medication_is_read_with_its_active_ingredients(inside, substances):
    referring = administration(
        medicationCodeableConcept=None,
        medicationReference={"reference": "#m1"},
        contained=[resource("Medication", id="m1", **inside)],
    )

    found = chart(referring)

    assert [item.substance for item in found.therapies] == substances
    assert found.unusable == ()


def test_an_included_medication_is_looked_up_on_the_same_server():
    base = "https://ehr.example.org/fhir"
    referring = {
        "resource": administration(
            medicationCodeableConcept=None,
            medicationReference={"reference": f"{base}/Medication/m1"},
        ),
        "fullUrl": f"{base}/MedicationAdministration/r1",
    }
    included = {
        "resource": resource("Medication", id="m1", code=concept("atc L01XG02")),
        "search": {"mode": "include"},
    }

    found = chart_from(
        entries_of({"resourceType": "Bundle", "entry": [referring, included]}), "p1", at=AT
    )

    assert [item.substance for item in found.therapies] == ["carfilzomib"]


@pytest.mark.parametrize(
    ("reference", "substances"),
    [
        ({"reference": "https://elsewhere.example.org/Medication/1"}, None),
        ({"reference": "Medication/unknown"}, None),
        ({"reference": "Medication/unknown", "display": "Ixazomib"}, ["ixazomib"]),
        ({"reference": "Medication/unknown", "display": "Metoprolol"}, []),
        ({}, None),
        ("Medication/1", None),
    ],
    ids=str,
)
def test_a_medication_that_was_not_delivered_is_told_by_its_name_or_not_at_all(
    reference, substances
):
    found = chart(administration(medicationCodeableConcept=None, medicationReference=reference))

    assert [item.substance for item in found.therapies] == (substances or [])
    assert [item.reason for item in found.unusable] == (
        [Reason.MEDICINE_UNKNOWN] if substances is None else []
    )


def test_an_empty_contained_medication_cannot_be_told():
    referring = administration(
        medicationCodeableConcept=None,
        medicationReference={"reference": "#m1"},
        contained=[resource("Medication", id="m1")],
    )

    assert [item.reason for item in chart(referring).unusable] == [Reason.MEDICINE_UNKNOWN]


def test_a_medication_alone_is_no_treatment():
    alone = resource("Medication", code=concept("atc L01XG01"), subject=SELF)

    found = chart_from([Entry(alone)], "p1", at=AT)

    assert (found.therapies, found.unusable) == ((), ())
