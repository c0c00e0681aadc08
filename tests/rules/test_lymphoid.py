# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""CLL-IPI, IPSSWM, FLIPI2 and PRIMA-PI on charts: what laboratory results alone can settle."""

import pytest

from cds_service.rules.finding import Story
from fhir_mappings.model import Disease, Marker, Reason
from tests.rules.build import chart, findings, markers, person, problem, recorded, unusable
from tests.tables import rows

CLL_ERA = "CLL-IPI was built in untreated patients of trials from the chemo(immuno)therapy era."
FISH_ONLY = (
    "TP53 counts as normal only if FISH for 17p and sequencing are both negative; only one of them "
    "is known."
)
NEEDS_EXAMINATION = "Rai and Binet need an examination; blood counts alone cannot rule them out."
NO_B2M_IN_MSS = "The newest Waldenström score (MSS-WM, 2024) no longer uses B2M."
MARROW_NOT_NEEDED = "B2M above 3 mg/L is PRIMA-PI high without a marrow result."


def read(disease, **said):
    known = {"EGFR": "80", "problems": (problem(Disease[disease]),)} | said
    return findings(chart(**known))


# born in 1968 (58 years) and 1956 (70 years); 0 to 10 points: 0-1, 2-3, 4-6, 7-10
CLL = """
    born | B2M   | Rai | IGHV    | del(17p) | TP53    | possible                        | needed
    1968 | 3.5   | 0   | absent  | absent   | absent  | low                             |
    1968 | 3.51  | 0   | absent  | absent   | absent  | intermediate                    |
    1956 | 3.51  | I   | absent  | absent   | absent  | high                            |
    1956 | 3.51  | I   | present | present  | -       | very high                       |
    1968 | 3.5   | 0   | absent  | present  | absent  | high                            |
    1968 | 3.5   | 0   | absent  | absent   | -       | low, high                       | TP53 sequencing
    1968 | 3.5   | 0   | -       | absent   | absent  | low, intermediate               | IGHV
    1968 | 3.5   | -   | absent  | absent   | absent  | low                             |
    1956 | 3.5   | -   | absent  | absent   | absent  | low, intermediate               | Rai or Binet stage
    1968 | 4     | -   | -       | -        | -       | intermediate, high, very high   | Rai or Binet stage, IGHV, TP53 (FISH 17p and sequencing)
    1956 | > 4   | IV  | present | -        | -       | high, very high                 | TP53 (FISH 17p and sequencing)
    1968 | > 2   | 0   | absent  | absent   | absent  | low, intermediate               | B2M
"""


@pytest.mark.parametrize("row", rows(CLL), ids=" ".join)
def test_cll_ipi_is_settled_as_far_as_the_chart_goes(row):
    born, b2m, rai, ighv, deletion, mutation, possible, needed = row
    found = read(
        "CLL",
        SERUM_B2M=b2m,
        patient=person(born=f"{born}-03-01"),
        stages=(recorded("RAI", rai),) if rai != "-" else (),
        markers=markers(IGHV_UNMUTATED=ighv, DEL_17P=deletion, TP53_MUTATION=mutation),
    )["cll-ipi"]

    assert found.possible == tuple(possible.split(", "))
    assert found.needed == tuple(needed.split(", ") if needed else ())
    assert found.story is Story.CLL
    assert CLL_ERA in found.statements


def test_one_of_the_two_tests_of_tp53_is_called_half():
    half = read("CLL", SERUM_B2M="4", markers=markers(DEL_17P="absent"))["cll-ipi"]
    none = read("CLL", SERUM_B2M="4")["cll-ipi"]
    both = read("CLL", SERUM_B2M="4", markers=markers(DEL_17P="absent", TP53_MUTATION="absent"))

    assert FISH_ONLY in half.statements
    assert FISH_ONLY not in none.statements
    assert FISH_ONLY not in both["cll-ipi"].statements


def test_an_open_stage_is_said_to_need_an_examination():
    assert NEEDS_EXAMINATION in read("CLL", SERUM_B2M="4")["cll-ipi"].statements
    staged = read("CLL", SERUM_B2M="4", stages=(recorded("BINET", "A"),))["cll-ipi"]
    assert NEEDS_EXAMINATION not in staged.statements


def test_low_counts_force_the_stage_and_are_shown_with_their_condition():
    found = read("CLL", SERUM_B2M="4", HAEMOGLOBIN="9.8")["cll-ipi"]

    assert NEEDS_EXAMINATION not in found.statements
    assert (
        "Haemoglobin below 11 g/dL counts as an advanced stage if no other cause is known."
        in found.statements
    )
    assert "haemoglobin" in [item.analyte.label for item in found.evidence]


def test_an_ighv_report_in_words_is_pointed_at():
    worded = unusable(Reason.NOT_MACHINE_READABLE, analyte=None, marker=Marker.IGHV_UNMUTATED)

    found = read("CLL", SERUM_B2M="4", unusable=(worded,))["cll-ipi"]

    said = "An IGHV report is on file in words, which are not read: see the report."
    assert said in found.statements
    assert said not in read("CLL", SERUM_B2M="4")["cll-ipi"].statements
    assert not any("IGHV" in item.label for item in found.companions)
    assert found.summary.endswith("alone does not settle it")


# age over 65, haemoglobin <= 11.5, platelets <= 100, B2M > 3, IgM > 70
WALDENSTROM = """
    born | Hb   | platelets | B2M  | IgM  | possible                | needed
    1968 | 11.6 | 101       | 3.0  | 70   | low                     |
    1968 | 11.6 | 101       | 3.01 | 70   | low                     |
    1968 | 11.5 | 101       | 3.01 | 70   | intermediate            |
    1968 | 11.5 | 100       | 3.01 | 70   | high                    |
    1968 | 11.6 | 101       | 3.01 | 70.1 | intermediate            |
    1956 | 13   | 300       | 2.0  | 10   | intermediate            |
    1956 | 11.5 | 300       | 4.0  | 10   | high                    |
    1956 | -    | -         | 2.0  | 10   | intermediate, high      | haemoglobin, platelets
    1968 | 13   | 300       | 4.0  | -    | low, intermediate       | IgM
    -    | 13   | 300       | 2.0  | 10   | low, intermediate       | date of birth
    1960 | 13   | 300       | 2.0  | 10   | intermediate            |
"""


@pytest.mark.parametrize("row", rows(WALDENSTROM), ids=" ".join)
def test_ipsswm_is_settled_as_far_as_the_chart_goes(row):
    born, haemoglobin, platelets, b2m, igm, possible, needed = row
    found = read(
        "WALDENSTROM",
        SERUM_B2M=b2m,
        HAEMOGLOBIN=haemoglobin,
        PLATELETS=platelets,
        IGM=igm,
        patient=person(born="" if born == "-" else f"{born}-03-01"),
    )["ipsswm"]

    assert found.possible == tuple(possible.split(", "))
    assert found.needed == tuple(needed.split(", ") if needed else ())
    assert found.story is Story.WALDENSTROM
    assert NO_B2M_IN_MSS in found.statements
    assert "IPSSWM is for symptomatic patients starting first-line therapy." in found.statements


def test_a_birth_year_that_spans_the_cutoff_leaves_both_groups():
    values = {"HAEMOGLOBIN": "13", "PLATELETS": "300", "IGM": "10"}

    found = read("WALDENSTROM", SERUM_B2M="2", patient=person(born="1960"), **values)["ipsswm"]

    assert found.possible == ("low", "intermediate")


FOLLICULAR = """
    B2M           | Hb   | born | FLIPI2                  | PRIMA-PI
    2.5 limit 2.4 | 11.9 | 1956 | high                    | low, intermediate
    2.4 limit 2.4 | 12   | 1968 | low, intermediate       | low, intermediate
    2.5 limit 2.4 | 12   | 1968 | intermediate, high      | low, intermediate
    3.1 limit 2.4 | 12   | 1968 | intermediate, high      | high
    3.0 limit 2.4 | 12   | 1968 | intermediate, high      | low, intermediate
    3.1           | 12   | 1968 | low, intermediate, high | high
    > 3 limit 2.4 | 12   | 1968 | intermediate, high      | high
"""


@pytest.mark.parametrize(("b2m", "haemoglobin", "born", "flipi2", "prima"), rows(FOLLICULAR))
def test_follicular_lymphoma_has_two_indices(b2m, haemoglobin, born, flipi2, prima):
    found = read(
        "FOLLICULAR_LYMPHOMA",
        SERUM_B2M=b2m,
        HAEMOGLOBIN=haemoglobin,
        patient=person(born=f"{born}-03-01"),
    )

    assert list(found) == ["flipi2", "prima-pi"]
    assert found["flipi2"].possible == tuple(flipi2.split(", "))
    assert found["prima-pi"].possible == tuple(prima.split(", "))
    assert (MARROW_NOT_NEEDED in found["prima-pi"].statements) is (prima == "high")
    assert "FLIPI2 is for patients starting first-line therapy." in found["flipi2"].statements
    under = "PRIMA-PI was built under first-line immunochemotherapy."
    assert under in found["prima-pi"].statements


def test_an_upper_limit_that_is_not_believed_is_not_called_missing():
    found = read("FOLLICULAR_LYMPHOMA", SERUM_B2M="3.1 limit 9")["flipi2"]

    assert (
        "B2M 3.1 mg/L has an implausible upper limit on its report, so it counts as unknown."
        in found.statements
    )


def test_a_b2m_without_a_limit_is_said_to_count_as_unknown_in_flipi2():
    found = read("FOLLICULAR_LYMPHOMA", SERUM_B2M="3.1")["flipi2"]

    assert "B2M" in found.needed
    assert any("no upper limit on its report" in text for text in found.statements)
