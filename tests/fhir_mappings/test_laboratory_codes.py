"""New analytes, codes that must not be read, and specimens that do not fit their code."""

from decimal import Decimal

import pytest

from fhir_mappings.bundle import entries_of
from fhir_mappings.chart import chart_from
from fhir_mappings.codes import loinc_codes
from fhir_mappings.model import Analyte, Reason, measured
from tests.fhir_mappings.builders import OTHER, concept, observation, quantity, resource
from tests.fhir_mappings.resources import AT, chart
from tests.tables import rows

READ = """
    code    | reported             | analyte                  | canonical
    1953-9  | 0.4 mg/L             | URINE_B2M                | 400
    1953-9  | 420 ng/mL            | URINE_B2M                | 420
    13485-8 | 310 ug/g{creat}      | URINE_B2M_PER_CREATININE | 310
    59177-6 | 10 ug/mmol{creat}    | URINE_B2M_PER_CREATININE | 88.4
    10873-8 | 0.37 mg/(24.h)       | URINE_B2M_RATE           | 370
    33863-2 | 0.12 mg/dL           | CYSTATIN_C               | 1.2
    17861-6 | 10 mg/dL             | CALCIUM                  | 2.495
    29265-6 | 2.6 mmol/L           | CORRECTED_CALCIUM        | 2.6
    1995-0  | 1.2 mmol/L           | IONISED_CALCIUM          | 1.2
    718-7   | 115 g/L              | HAEMOGLOBIN              | 11.5
    777-3   | 100 10*3/uL          | PLATELETS                | 100
    731-0   | 20000 /uL            | LYMPHOCYTES              | 20
    6690-2  | 4.5 K/uL             | LEUKOCYTES               | 4.5
    2472-9  | 7000 mg/dL           | IGM                      | 70
    2465-3  | 12 g/L               | IGG                      | 12
    2458-8  | 300 mg/dL            | IGA                      | 3
    33358-3 | 2.5 g/dL             | M_PROTEIN                | 25
    36916-5 | 19.4 mg/L            | FREE_KAPPA               | 19.4
    33944-0 | 1.2 mg/dL            | FREE_LAMBDA              | 12
    48378-4 | 1.65                 | FREE_LIGHT_CHAIN_RATIO   | 1.65
    48378-4 | 1.65 {ratio}         | FREE_LIGHT_CHAIN_RATIO   | 1.65
    9318-7  | 3 mg/mmol            | URINE_ALBUMIN_CREATININE | 26.52
    34366-5 | 0.05 g/mmol          | URINE_PROTEIN_CREATININE | 442
    2161-8  | 100 mg/dL            | URINE_CREATININE         | 100
    2756-5  | 5.5                  | URINE_PH                 | 5.5
    5803-2  | 5.5 [pH]             | URINE_PH                 | 5.5
    8302-2  | 1.75 m               | HEIGHT                   | 175
    8302-2  | 70 [in_i]            | HEIGHT                   | 177.8
    1988-5  | 1.2 mg/dL            | CRP                      | 12
    13471-8 | 3 ug/g{creat}        | URINE_CADMIUM            | 3
    5609-3  | 5 ng/mL              | BLOOD_CADMIUM            | 5
"""

REFUSED = """
    code    | reason          | analyte
    87708-4 | POST_DIALYSIS   | SERUM_B2M
    83076-0 | ARBITRARY_UNITS | SERUM_B2M
    43818-4 | QUALITATIVE     | SERUM_B2M
    83079-4 | ARBITRARY_UNITS | URINE_B2M
    56662-0 | NO_LIMIT        | URINE_B2M_RATE
    1951-3  | OTHER_SPECIMEN  |
    49081-3 | OTHER_SPECIMEN  |
    50384-7 | NOT_COMPARABLE  | EGFR
    50383-9 | RETIRED         | EGFR
"""

SPECIMENS = """
    code    | specimen           | fits
    1952-1  | sct 119364003      | yes
    1952-1  | sct 119297000      | yes
    1952-1  | spec PLAS          | yes
    1952-1  | sct 122575003      | no
    1952-1  | spec UR            | no
    1952-1  | sct 258450006      | no
    1952-1  | local U            | yes
    1953-9  | sct 122575003      | yes
    1953-9  | sct 119364003      | no
    1953-9  | spec BLD           | no
    8302-2  | sct 122575003      | yes
"""

SAID = """
    code    | display              | fits
    1952-1  | Serum specimen       | yes
    1952-1  | 24 h URINE           | no
    1952-1  | CSF                  | no
    1952-1  | blood or urine       | yes
    1952-1  | tube 3               | yes
    1953-9  | Serum                | no
    1953-9  | Random urine         | yes
"""


@pytest.mark.parametrize(("code", "reported", "analyte", "canonical"), rows(READ))
def test_a_result_is_read_in_its_canonical_unit(code, reported, analyte, canonical):
    number, _, unit = reported.partition(" ")
    value = quantity(Decimal(number), unit)

    (found,) = chart(observation(f"loinc {code}", valueQuantity=value)).results

    assert found.analyte is Analyte[analyte]
    assert found.value == measured(Decimal(canonical))


@pytest.mark.parametrize("code", ["1953-9", "2161-8", "13485-8"])
def test_only_a_ratio_and_a_ph_may_stand_without_a_unit(code):
    (found,) = chart(observation(f"loinc {code}", valueQuantity=quantity(Decimal(1)))).unusable

    assert found.reason is Reason.NO_UNIT


def test_a_unit_code_of_another_system_is_not_taken_for_a_missing_unit():
    value = {"value": Decimal("5.5"), "code": "pH units", "system": "https://lab.example.org"}

    (found,) = chart(observation("loinc 2756-5", valueQuantity=value)).unusable

    assert found.reason is Reason.UNKNOWN_UNIT


@pytest.mark.parametrize(("code", "reason", "analyte"), rows(REFUSED))
def test_a_result_that_must_not_be_read_says_why(code, reason, analyte):
    value = quantity(Decimal("3.50"), "mg/L")

    found = chart(observation(f"loinc {code}", valueQuantity=value))

    assert found.results == ()
    (aside,) = found.unusable
    assert aside.reason is Reason[reason]
    assert aside.analyte is (Analyte[analyte] if analyte else None)
    assert aside.reported == "3.50 mg/L"
    assert aside.taken is not None


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"valueQuantity": {"unit": "mg/L"}},
        {"valueQuantity": quantity(Decimal("1E+200"))},
        {"valueQuantity": quantity(Decimal(7), "mg/L") | {"comparator": "ad"}},
    ],
)
def test_a_refused_result_without_a_number_shows_none(value):
    (aside,) = chart(observation("loinc 43818-4", **value)).unusable

    assert (aside.reason, aside.reported) == (Reason.QUALITATIVE, "")


def test_a_refused_code_outweighs_a_readable_one_beside_it():
    codes = concept("loinc 1952-1", "loinc 87708-4")
    found = chart(observation("loinc 1952-1", code=codes, valueQuantity=quantity(9, "mg/L")))

    assert [item.reason for item in found.unusable] == [Reason.POST_DIALYSIS]


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"status": "cancelled"}, Reason.WITHDRAWN),
        ({"subject": OTHER}, Reason.OTHER_PATIENT),
        ({"effectiveDateTime": "2027-01-01"}, Reason.FUTURE),
    ],
)
def test_a_refused_result_is_first_asked_for_status_patient_and_date(elements, reason):
    value = {"valueQuantity": quantity(9, "mg/L")}

    (found,) = chart(observation("loinc 87708-4", **(value | elements))).unusable

    assert found.reason is reason


def test_codes_for_searches_leave_out_what_must_not_be_read():
    assert loinc_codes(Analyte.URINE_B2M_RATE) == ("10873-8",)
    assert "87708-4" not in loinc_codes(Analyte.SERUM_B2M)


@pytest.mark.parametrize(("code", "specimen", "fits"), rows(SPECIMENS))
def test_a_coded_specimen_must_fit_the_code(code, specimen, fits):
    inside = resource("Specimen", id="s1", type=concept(specimen))
    result = of_specimen(code, {"reference": "#s1"}, contained=[inside])

    assert reasons(chart(result)) == ([] if fits == "yes" else [Reason.SPECIMEN_CONFLICT])


@pytest.mark.parametrize(("code", "display", "fits"), rows(SAID))
def test_a_specimen_in_words_must_fit_the_code(code, display, fits):
    result = of_specimen(code, {"display": display})

    assert reasons(chart(result)) == ([] if fits == "yes" else [Reason.SPECIMEN_CONFLICT])


def test_a_specimen_code_outweighs_its_words():
    inside = resource("Specimen", id="s1", type=concept("sct 119364003", text="from a urine tube"))
    result = of_specimen("1952-1", {"reference": "#s1"}, contained=[inside])

    assert reasons(chart(result)) == []


def test_a_specimen_that_a_search_included_is_looked_up():
    base = "https://ehr.example.org/fhir"
    urine = resource("Specimen", id="s1", type=concept(text="Urine"))
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            entry(base, of_specimen("1952-1", {"reference": f"{base}/Specimen/s1/_history/2"})),
            entry(base, urine) | {"search": {"mode": "include"}},
            {"search": {"mode": "include"}},
        ],
    }

    found = chart_from(entries_of(bundle), "p1", at=AT, base_url=base)

    assert reasons(found) == [Reason.SPECIMEN_CONFLICT]


@pytest.mark.parametrize(
    ("specimen", "kept"),
    [
        ({"reference": "Specimen/s1"}, "Specimen/s1"),
        ({"reference": "Specimen/s1/_history/3", "display": "Serum"}, "Specimen/s1"),
        ({"reference": "#s1"}, "Observation/r1#s1"),
        ({"display": "Serum"}, ""),
        ({"reference": 5}, ""),
        ("Specimen/s1", ""),
        (None, ""),
    ],
    ids=str,
)
def test_a_result_keeps_the_reference_to_its_specimen(specimen, kept):
    (found,) = chart(of_specimen("1952-1", specimen)).results

    assert found.specimen == kept


def test_a_reference_without_an_address_or_to_an_unknown_place_contradicts_nothing():
    for address in ("#nowhere", "Specimen/9", "https://elsewhere.example.org/Specimen/1", ""):
        assert reasons(chart(of_specimen("1952-1", {"reference": address}))) == []


def of_specimen(code, specimen, **elements):
    value = quantity(Decimal(3), "mg/L") if code != "8302-2" else quantity(170, "cm")
    return observation(f"loinc {code}", specimen=specimen, valueQuantity=value, **elements)


def entry(base, item):
    return {"resource": item, "fullUrl": f"{base}/{item['resourceType']}/{item['id']}"}


def reasons(found):
    return [item.reason for item in found.unusable]
