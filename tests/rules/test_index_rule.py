# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""What every index shares: the condition, its limits, caveats, notes, and who may have it."""

from dataclasses import replace

import pytest

from cds_service.rules import interpret
from cds_service.rules.finding import Finding
from cds_service.rules.index_rule import IndexRule, last_known, query_sentences
from cds_service.rules.lymphoid import LYMPHOID_RULES, cll_ipi
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.reading import result_text
from fhir_mappings.model import Analyte, Disease
from tests.rules.build import (
    GOOD_KIDNEY,
    NOW,
    POLICY,
    case,
    chart,
    moment,
    problem,
    result,
    therapy,
    unread,
)
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
"""


@pytest.mark.parametrize(("albumin", "possible", "remark"), rows(WINDOWS))
def test_remarks_on_pairing_follow_the_reason(albumin, possible, remark):
    found = iss(SERUM_B2M="2.0", ALBUMIN=albumin)

    assert found.possible == tuple(possible.split())
    assert found.statements[1:] == ((remark,) if remark else ())


@pytest.mark.parametrize(
    ("day", "stage"), [("2026-10-19", ("III",)), ("2026-10-18", ("II", "III"))]
)
def test_ldh_follows_the_same_window(day, stage):
    (r_iss,) = (
        item
        for item in stages(SERUM_B2M="6", LDH=f"300 U/L limit 250 @ {day}")
        if item.rule == "r-iss"
    )

    assert r_iss.possible == stage


@pytest.mark.parametrize(("day", "old"), [("2026-08-22", 90), ("2026-08-21", 91)])
def test_a_sample_of_more_than_90_days_is_called_last_known(day, old):
    for found in stages(SERUM_B2M=f"6 @ {day}", CREATININE="-"):
        sentence = f"Last known B2M: the sample is {old} days old."

        assert (sentence in found.caveats) is (old > 90)
    assert last_known(case(chart(SERUM_B2M="6"))) == ()


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

    expected = (
        "The multiple myeloma has been on record since 19 Aug 2026, 91 days before this sample."
    )
    assert (expected in caveats) is (said == "yes")
    assert any("on record since" in text for text in caveats) is (said == "yes")


def test_unusual_inputs_are_to_be_verified():
    found = iss(SERUM_B2M="55 mg/L", ALBUMIN="62 g/L")

    assert found.caveats[:2] == (
        "B2M 55 mg/L: unusual for this test, verify value and unit.",
        "Albumin 62 g/L: unusual for this test, verify value and unit.",
    )


def test_egfr_is_written_as_it_is_even_where_a_sentence_begins():
    unusual = result("EGFR", "160", queries=("verify",))

    assert query_sentences([unusual]) == ("eGFR 160: verify.",)


def test_a_sample_of_which_only_the_year_is_known_may_lie_before_the_diagnosis():
    known = problem(onset=moment("2026-01-15"))

    caveats = iss(SERUM_B2M="6 @ 2026", problems=(known,)).caveats

    assert not any("on record since" in text for text in caveats)


def test_only_one_group_is_a_result():
    assert result_text(("II",)) == "II"
    assert result_text(("I", "II")) == "not assignable: I or II"


def test_the_evidence_is_what_was_used():
    found = iss(SERUM_B2M="6", ALBUMIN="40 @ 2026-01-01")

    assert [item.analyte for item in found.evidence] == [Analyte.SERUM_B2M, Analyte.CREATININE]


R_ISS_SUMMARIES = """
    LDH           | not read          | summary
    -             | -                 | R-ISS II or III: LDH and FISH decide; B2M 6 mg/L (18 Nov 2026)
    -             | ldh cytogenetics  | R-ISS II or III: LDH and FISH decide and could not be read; B2M 6 mg/L (18 Nov 2026)
    -             | cytogenetics      | R-ISS II or III: LDH and FISH decide; B2M 6 mg/L (18 Nov 2026)
    180 limit 250 | -                 | R-ISS II or III: FISH decides; B2M 6 mg/L (18 Nov 2026)
    180 limit 250 | cytogenetics      | R-ISS II or III: FISH decides and could not be read; B2M 6 mg/L (18 Nov 2026)
"""


@pytest.mark.parametrize(("ldh", "keys", "summary"), rows(R_ISS_SUMMARIES))
def test_what_could_not_be_read_is_never_called_missing(ldh, keys, summary):
    coverage = unread(*keys.replace("-", "").split())
    found = stages(SERUM_B2M="6", LDH=ldh, coverage=coverage)

    assert [item.summary for item in found if item.rule == "r-iss"] == [summary]


def test_two_results_of_which_one_could_not_be_read_are_not_called_absent():
    both = chart(
        SERUM_B2M="3.9",
        CREATININE=GOOD_KIDNEY,
        problems=(problem(Disease.WALDENSTROM),),
        HAEMOGLOBIN="13",
        coverage=unread("immunoglobulins"),
    )

    (found,) = (item for item in interpret(both, NOW, POLICY) if item.rule == "ipsswm")

    assert found.needed == ("platelets", "IgM")
    assert found.summary == (
        "IPSSWM low, intermediate or high: platelets and IgM decide; B2M 3.9 mg/L (18 Nov 2026)"
    )
    assert [item.text for item in found.companions] == ["Blood count"]


def test_an_index_is_silent_for_another_disease_and_when_switched_off():
    read = case(chart(SERUM_B2M="6"))
    off = case(chart(SERUM_B2M="6"), policy=replace(POLICY, indices=frozenset({"r-iss"})))

    assert cll_ipi(read) is None
    assert MYELOMA_RULES[0](read) is not None
    assert MYELOMA_RULES[0](off) is None


ALL: tuple[IndexRule, ...] = (*MYELOMA_RULES, *LYMPHOID_RULES)


NAMES = """
    rule        | name          | evidence
    iss         | ISS           |
    ims-2025    | IMS/IMWG 2025 |
    r-iss       | R-ISS         |
    r2-iss      | R2-ISS        |
    mass        | MASS          |
    cll-ipi     | CLL-IPI       |
    ball        | BALL          | its B2M cut-off was seen in secondary sources only
    mdacc-cll   | MDACC index   | its points were seen in secondary sources only
    ipsswm      | IPSSWM        |
    ripsswm     | rIPSSWM       | its age points were seen in secondary sources only; the absolute LDH limit of 250 U/L depends on the assay
    flipi2      | FLIPI2        |
    prima-pi    | PRIMA-PI      |
    geltamo-ipi | GELTAMO-IPI   | its weights were seen in a meeting abstract
    aitl-score  | AITL score    | the bounds of its groups are unverified
"""


def test_each_index_has_the_name_of_its_publication_and_a_word_on_weak_evidence():
    assert [(rule.rule, rule.name, rule.evidence_word) for rule in ALL] == rows(NAMES)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.rule)
def test_every_input_of_an_index_has_a_source_on_charts(rule):
    read = chart(
        SERUM_B2M="6",
        problems=(problem(rule.population.disease),),
        therapies=(therapy("2026-01-01", groups=frozenset({rule.population.group})),)
        if rule.relapsed
        else (),
    )

    found = rule.read(case(read))

    assert set(found.facts) == set(rule.index.inputs)
    assert set(found.known) <= set(found.facts)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.rule)
def test_a_rule_is_named_once_and_overrides_only_its_own_inputs(rule):
    assert [item.rule for item in ALL].count(rule.rule) == 1
    assert set(rule.overrides) <= set(rule.index.inputs)
    assert rule.citation.title
