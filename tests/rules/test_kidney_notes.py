# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Sentences beside the kidney verdict: KDIGO risk, a child's eGFR, criterion 4 at a low eGFR."""

import pytest

from cds_service.rules import interpret
from cds_service.rules.caveat import kidney_sentences
from cds_service.rules.finding import Finding
from cds_service.rules.policy import Policy
from fhir_mappings.model import Disease
from tests.rules.build import NOW, POLICY, case, chart, person, problem
from tests.tables import rows


def sentences(**said) -> tuple[str, ...]:
    return kidney_sentences(case(chart(**said)).kidney, POLICY)


RISKS = """
    eGFR | albumin      | sentence
    39   | 120 mg/g     | KDIGO G3b A2, risk category: very high (urine albumin/creatinine 120 mg/g of 18 Nov 2026).
    70   | 3 mg/mmol    | KDIGO G2 A2, risk category: moderate (urine albumin/creatinine 3 mg/mmol of 18 Nov 2026).
    50   | 10 mg/g      | KDIGO G3a A1, risk category: moderate (urine albumin/creatinine 10 mg/g of 18 Nov 2026).
    70   | 10 mg/g      | -
    70   | -            | -
"""


@pytest.mark.parametrize(("egfr", "albumin", "sentence"), rows(RISKS))
def test_the_kdigo_risk_is_told_unless_it_is_low(egfr, albumin, sentence):
    read = chart(SERUM_B2M="6", EGFR=egfr, URINE_ALBUMIN_CREATININE=albumin)
    found = [text for text in kidney_sentences(case(read).kidney, POLICY) if "KDIGO" in text]

    assert found == ([] if sentence == "-" else [sentence])
    (first, *_) = interpret(read, NOW, POLICY)
    labels = [item.analyte.label for item in first.evidence]
    assert ("urine albumin/creatinine" in labels) is (sentence != "-")


UNKNOWN_SEX = """
    sex    | creatinine | eGFR | pregnant | said
    -      | 1.2        | -    | no       | yes
    female | 1.2        | -    | no       | no
    -      | -          | 60   | no       | no
    -      | 1.2        | -    | yes      | no
"""


@pytest.mark.parametrize(("sex", "creatinine", "egfr", "pregnant", "said"), rows(UNKNOWN_SEX))
def test_a_range_of_egfr_names_its_reason(sex, creatinine, egfr, pregnant, said):
    problems = (problem(Disease.PREGNANCY),) if pregnant == "yes" else ()
    patient = person(sex="" if sex == "-" else sex)

    found = sentences(
        SERUM_B2M="6", CREATININE=creatinine, EGFR=egfr, patient=patient, problems=problems
    )

    sentence = "Sex is not known, so eGFR is given for both sexes: complete the record."
    assert (sentence in found) is (said == "yes")


CHILD = {"SERUM_B2M": "6 limit 2.4", "CREATININE": "0.5 mg/dL", "HEIGHT": "150 cm"}


@pytest.mark.parametrize(
    ("sex", "by_u25"), [("male", ", by CKiD U25 117"), ("", "")], ids=["male", "not recorded"]
)
def test_a_childs_egfr_is_told_with_its_height(sex, by_u25):
    found = sentences(**CHILD, patient=person(sex, "2014-11-18"))

    assert found == (
        "B2M rises when GFR falls.",
        "Adult eGFR equations and B2M limits do not apply under 18 years.",
        f"By bedside Schwartz eGFR is 124{by_u25}, with a height of 150 cm (18 Nov 2026); made in children with kidney disease, nothing more is worked out from it.",
    )


def test_what_a_childs_egfr_rests_on_is_among_the_inputs():
    (found,) = interpret(chart(**CHILD, patient=person("male", "2014-11-18")), NOW, POLICY)

    labels = [item.analyte.label for item in found.evidence]
    assert labels == ["B2M", "creatinine", "height"]
    assert found.computed == ()


def test_cystatin_c_is_among_the_inputs_of_a_child_and_of_an_adult():
    markers = {"CREATININE": "0.5 mg/dL", "CYSTATIN_C": "0.9"}
    (child,) = interpret(
        chart(**(CHILD | markers), patient=person("male", "2014-11-18")), NOW, POLICY
    )
    adult, *_ = interpret(chart(SERUM_B2M="6", **markers), NOW, POLICY)

    labels = [[item.analyte.label for item in found.evidence] for found in (child, adult)]
    assert labels == [
        ["B2M", "creatinine", "cystatin C", "height"],
        ["B2M", "creatinine", "cystatin C"],
    ]


def told(found: tuple[Finding, ...]) -> bool:
    notes = [
        [text for text in item.kidney if text.startswith("Creatinine is below 1.2")]
        for item in found
    ]
    assert all(item == notes[0] for item in notes)
    return bool(notes[0])


# Creatinine 1.1 mg/dL is eGFR 58 in the woman of 58, 67 at 1.0 mg/dL.
CRITERION_4 = """
    B2M         | creatinine  | told
    5.5         | 1.1 mg/dL   | yes
    5.4         | 1.1 mg/dL   | no
    5.5         | 1.0 mg/dL   | no
    5.5         | 1.19 mg/dL  | yes
    5.5         | 1.2 mg/dL   | no
    500 nmol/L  | 1.1 mg/dL   | yes
    470 nmol/L  | 1.1 mg/dL   | no
    5.5         | -           | no
"""


@pytest.mark.parametrize(("b2m", "creatinine", "said"), rows(CRITERION_4))
def test_criterion_4_at_a_low_egfr_says_what_creatinine_hides(b2m, creatinine, said):
    found = interpret(chart(SERUM_B2M=b2m, CREATININE=creatinine), NOW, POLICY)

    assert told(found) is (said == "yes")


def test_the_note_names_the_egfr_and_stands_on_the_first_finding_of_the_card():
    (first, *_) = interpret(chart(SERUM_B2M="6", CREATININE="1.1 mg/dL"), NOW, POLICY)

    assert first.kidney[-1] == (
        "Creatinine is below 1.2 mg/dL but eGFR is 58; part of the raised B2M may be due to "
        "filtration."
    )


def test_the_note_is_left_out_where_the_definition_is_not_shown_or_not_meant():
    said = {"SERUM_B2M": "6", "CREATININE": "1.1 mg/dL"}
    without = Policy(indices=frozenset({"iss"}))

    assert not told(interpret(chart(**said), NOW, without))
    assert not told(interpret(chart(**said, problems=()), NOW, POLICY))
