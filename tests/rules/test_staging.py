# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""What every stage shares: pairing, what to ask for, what limits it."""

import pytest

from cds_service.rules import interpret
from cds_service.rules.finding import Finding
from cds_service.rules.staging import labels, result_text
from fhir_mappings.model import Analyte, Availability, Coverage
from tests.rules.build import GOOD_KIDNEY, NOW, POLICY, chart, moment, problem, result
from tests.tables import rows


def stages(*more, **said) -> list[Finding]:
    read = chart(*more, **({"CREATININE": GOOD_KIDNEY} | said))
    return [item for item in interpret(read, NOW, POLICY) if item.index]


def iss(*more, **said) -> Finding:
    return stages(*more, **said)[0]


WINDOWS = """
    albumin          | stage  | remark
    40 @ 2026-11-04  | I      |
    40 @ 2026-11-03  | I      | Paired loosely: albumin of 3 Nov 2026 is 15 days from this B2M.
    40 @ 2026-10-19  | I      | Paired loosely: albumin of 19 Oct 2026 is 30 days from this B2M.
    40 @ 2026-10-18  | I II   | Albumin 40 g/L of 18 Oct 2026 was not used: 31 days before this B2M.
    40 @ 2026-12-02  | I      |
    40 @ 2026-12-03  | I      | Paired loosely: albumin of 3 Dec 2026 is 15 days from this B2M.
    40 @ 2026-12-19  | I II   | Albumin 40 g/L of 19 Dec 2026 was not used: 31 days after this B2M.
"""


@pytest.mark.parametrize(("albumin", "possible", "remark"), rows(WINDOWS))
def test_albumin_is_paired_silently_for_14_days_and_loosely_for_30(albumin, possible, remark):
    found = iss(SERUM_B2M="2.0", ALBUMIN=albumin)

    assert found.possible == tuple(possible.split())
    assert found.statements[1:] == ((remark,) if remark else ())


@pytest.mark.parametrize(
    ("day", "stage"), [("2026-10-19", ("III",)), ("2026-10-18", ("II", "III"))]
)
def test_ldh_follows_the_same_window(day, stage):
    r_iss = stages(SERUM_B2M="6", LDH=f"300 U/L limit 250 @ {day}")[1]

    assert r_iss.possible == stage


def test_a_result_is_reported_as_unused_only_when_no_other_was_used():
    found = iss(SERUM_B2M="2.0", ALBUMIN=["30 @ 2026-01-01", "40"])

    assert found.possible == ("I",)
    assert not any("not used" in text for text in found.statements)


def test_the_chemistry_albumin_goes_before_electrophoresis():
    electrophoresis = result("ALBUMIN", "30 g/L", fallback=True)

    assert iss(electrophoresis, SERUM_B2M="2.0", ALBUMIN="40 @ 2026-11-10").possible == ("I",)
    assert iss(electrophoresis, SERUM_B2M="2.0").possible == ("II",)


def test_every_stage_is_conditional_and_carries_its_limits():
    for found in stages(SERUM_B2M="2.9", ALBUMIN="40"):
        assert found.condition == "if untreated then"
        assert found.caveats == (
            "Treatment records are not read by this version: the result holds only for a sample taken before first therapy.",
        )
        assert found.limits == (
            "For a patient with a confirmed diagnosis only. Applies to values at diagnosis before "
            "treatment. Prognostic grouping, not a diagnosis or treatment recommendation. "
            "Interpretation by haematology/oncology."
        )


@pytest.mark.parametrize(("day", "old"), [("2026-08-22", 90), ("2026-08-21", 91)])
def test_a_sample_of_more_than_90_days_is_called_last_known(day, old):
    for found in stages(SERUM_B2M=f"6 @ {day}", CREATININE="-"):
        sentence = f"Last known B2M: the sample is {old} days old."

        assert (sentence in found.caveats) is (old > 90)


LONG_KNOWN = """
    onset      | said
    -          | no
    2026-11-18 | no
    2026-11-30 | no
    2026-08-20 | no
    2026-08-19 | yes
    2026       | no
"""


@pytest.mark.parametrize(("onset", "said"), rows(LONG_KNOWN))
def test_a_diagnosis_much_older_than_the_sample_is_mentioned(onset, said):
    known = problem(onset=None if onset == "-" else moment(onset))

    caveats = iss(SERUM_B2M="6", problems=(known,)).caveats

    expected = "Myeloma has been on record since 19 Aug 2026, 91 days before this sample."
    assert (expected in caveats) is (said == "yes")
    assert any("on record since" in text for text in caveats) is (said == "yes")


def test_unusual_inputs_are_to_be_verified():
    found = iss(SERUM_B2M="55 mg/L", ALBUMIN="62 g/L")

    assert found.caveats[:2] == (
        "55 mg/L: unusual for this test, verify value and unit.",
        "62 g/L: unusual for this test, verify value and unit.",
    )


CREATININE = """
    creatinine               | coverage    | ordered
    -                        | had         | yes
    0.8 mg/dL @ 2026-10-18   | had         | yes
    0.8 mg/dL @ 2026-10-19   | had         | no
    0.8 mg/dL                | had         | no
    < 0.3 mg/dL              | had         | no
    -                        | unavailable | no
    -                        | incomplete  | no
"""


@pytest.mark.parametrize(("creatinine", "coverage", "ordered"), rows(CREATININE))
def test_creatinine_is_suggested_when_it_is_missing_or_stale(creatinine, coverage, ordered):
    state = {"unavailable": Availability.UNAVAILABLE, "incomplete": Availability.INCOMPLETE}
    had = (Coverage("creatinine", state[coverage]),) if coverage in state else ()

    for diagnosis in ((problem(),), ()):
        read = chart(SERUM_B2M="6", CREATININE=creatinine, coverage=had, problems=diagnosis)
        codes = [item.code for item in interpret(read, NOW, POLICY)[0].companions]

        assert ("2160-0" in codes) is (ordered == "yes")


def test_an_egfr_makes_creatinine_unnecessary():
    assert iss(SERUM_B2M="6", EGFR="60", CREATININE="-").companions == ()


def test_only_one_group_is_a_result():
    assert result_text(("II",)) == "II"
    assert result_text(("I", "II")) == "not assignable: I or II"


def test_three_markers_are_one_test():
    assert labels(["del17p", "ldh", "t_4_14", "t_14_16"]) == ("FISH", "LDH")


def test_the_evidence_is_what_was_used():
    found = iss(SERUM_B2M="6", ALBUMIN="40 @ 2026-01-01")

    assert [item.analyte for item in found.evidence] == [Analyte.SERUM_B2M, Analyte.CREATININE]
