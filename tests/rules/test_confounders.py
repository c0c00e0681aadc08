# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""What else on record is known to raise serum B2M (kidney rules 7, policy KP-20)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cds_service.rules.confounders import INFECTIONS, LASTING, confounders
from cds_service.rules.medicine_list import given_near
from fhir_mappings.model import Disease, Kind, Problem, Therapy
from tests.rules.build import POLICY, case, chart, findings, moment, problem, therapy
from tests.tables import rows


def read(*problems: Problem, therapies: tuple[Therapy, ...] = ()) -> tuple[str, ...]:
    return confounders(case(chart(SERUM_B2M="6", problems=problems, therapies=therapies)))


CAUSES = """
    disease                     | counts
    HIV                         | always
    VIRAL_HEPATITIS             | always
    LIVER_DISEASE               | always
    LUPUS                       | always
    RHEUMATOID_ARTHRITIS        | always
    ADULT_STILL                 | always
    HLH                         | always
    SJOGREN                     | always
    SARCOIDOSIS                 | always
    INFLAMMATORY_BOWEL_DISEASE  | always
    HYPERTHYROIDISM             | always
    KIDNEY_TRANSPLANT           | always
    OTHER_TRANSPLANT            | always
    SOLID_TUMOUR                | always
    EBV                         | recent
    CMV                         | recent
    TUBERCULOSIS                | recent
    ENDOCARDITIS                | recent
    SEPSIS                      | recent
    COVID_19                    | recent
    CKD                         | never
    PREGNANCY                   | never
    MULTIPLE_MYELOMA            | never
"""


@pytest.mark.parametrize(("name", "counts"), rows(CAUSES))
def test_each_cause_counts_always_or_while_it_is_recent(name, counts):
    disease = Disease[name]
    sentence = f"Also known to raise B2M and on record: {disease.value}."
    old = problem(disease, onset=moment("2020-01-01"))
    recent = problem(disease, onset=moment("2026-11-01"))

    assert read(old) == ((sentence,) if counts == "always" else ())
    assert read(recent) == ((sentence,) if counts != "never" else ())


def test_the_table_above_names_every_cause():
    named = {Disease[name] for name, counts in rows(CAUSES) if counts != "never"}

    assert named == LASTING | INFECTIONS


WHEN = """
    onset      | named
    2026-08-20 | yes
    2026-08-19 | no
    2026-11-18 | yes
    -          | no
"""


@pytest.mark.parametrize(("onset", "named"), rows(WHEN))
def test_an_infection_counts_for_90_days(onset, named):
    began = None if onset == "-" else moment(onset)

    assert bool(read(problem(Disease.CMV, onset=began))) is (named == "yes")


def test_only_active_diagnoses_count():
    assert read(problem(Disease.LUPUS, clinical="resolved")) == ()
    assert read(problem(Disease.LUPUS, clinical="relapse")) != ()


def test_each_is_named_once():
    found = read(problem(Disease.LUPUS), problem(Disease.HIV), problem(Disease.LUPUS))

    assert found == (
        "Also known to raise B2M and on record: systemic lupus erythematosus and HIV infection.",
    )


def interferon(start: str, *, active: bool = False, substance: str = "interferon alfa-2a"):
    return therapy(
        start,
        substance=substance,
        kind=Kind.OTHER,
        groups=frozenset(),
        effects=frozenset({"raises_b2m"}),
        active=active,
    )


DRUGS = """
    start      | active | named
    2026-08-20 | no     | yes
    2026-08-19 | no     | no
    2020-01-01 | yes    | yes
    2026-11-18 | no     | yes
    2026-11-19 | no     | no
    2026-11    | no     | yes
    2026-11-19 | yes    | no
    -          | yes    | yes
    -          | no     | no
"""


@pytest.mark.parametrize(("start", "active", "named"), rows(DRUGS))
def test_interferon_is_named_on_or_shortly_before_the_sample_date(start, active, named):
    given = interferon("" if start == "-" else start, active=active == "yes")

    found = read(therapies=(given,))

    sentence = "Interferon alfa-2a on or shortly before the sample date can raise B2M."
    assert found == ((sentence,) if named == "yes" else ())


BEGUN = """
    start                | sample               | near
    2026-11-18T08:00:00Z | 2026-11-18T08:00:00Z | yes
    2026-11-18T08:00:01Z | 2026-11-18T08:00:00Z | no
    2026-11-18           | 2026-11              | yes
"""


@pytest.mark.parametrize(("start", "sample", "near"), rows(BEGUN))
def test_what_may_have_been_given_by_the_sample_counts(start, sample, near):
    assert given_near(interferon(start), moment(sample)) is (near == "yes")


def test_how_long_before_the_sample_a_drug_counts_is_the_sites():
    month = replace(POLICY, drug_days=30)
    read = chart(SERUM_B2M="6", problems=(), therapies=(interferon("2026-10-01"),))

    assert len(confounders(case(read))) == 1
    assert confounders(case(read, policy=month)) == ()


def test_a_drug_without_verified_evidence_is_not_named():
    lithium = interferon("2026-11-01", substance="lithium")
    unmarked = therapy("2026-11-01", substance="interferon gamma-1b")

    assert read(therapies=(lithium, unmarked)) == ()
    assert len(read(problem(Disease.HIV), therapies=(lithium, interferon("2026-11-01")))) == 2


AL = "AL amyloidosis is on record; its staging rests on cardiac markers and light chains, not on B2M."
BESIDE = """
    staged           | beside               | named
    MULTIPLE_MYELOMA | AL_AMYLOIDOSIS       | AL
    MULTIPLE_MYELOMA | PLASMACYTOMA         | Plasmacytoma is on record; it has no index with B2M.
    MULTIPLE_MYELOMA | PLASMA_CELL_LEUKAEMIA | Plasma cell leukaemia is on record; it has no index with B2M.
    MULTIPLE_MYELOMA | MGUS                 | -
    WALDENSTROM      | AL_AMYLOIDOSIS       | AL
    CLL              | AL_AMYLOIDOSIS       | -
"""


@pytest.mark.parametrize(("staged", "beside", "named"), rows(BESIDE))
def test_a_stage_names_a_neighbour_of_its_disease_that_has_no_index(staged, beside, named):
    problems = (problem(Disease[staged]), problem(Disease[beside]))

    found = findings(chart(SERUM_B2M="6", EGFR="80", problems=problems))

    wanted = {"AL": (AL,), "-": ()}.get(named, (named,))
    assert found
    for finding in found.values():
        assert tuple(text for text in finding.caveats if "no index" in text or text == AL) == wanted


def test_a_neighbour_that_is_no_longer_active_is_not_named():
    problems = (problem(), problem(Disease.AL_AMYLOIDOSIS, clinical="resolved"))

    assert AL not in findings(chart(SERUM_B2M="6", problems=problems))["iss"].caveats


def test_a_stage_names_what_else_raised_the_staged_value_at_its_own_time():
    hiv = "Also known to raise B2M and on record: HIV infection."
    cmv = "Also known to raise B2M and on record: CMV infection."
    late = problem(Disease.CMV, onset=moment("2026-11-10"))
    earlier = chart(SERUM_B2M="6 @ 2026-07-01", problems=(problem(), late))

    assert (
        hiv
        in findings(chart(SERUM_B2M="6", problems=(problem(), problem(Disease.HIV))))["iss"].caveats
    )
    assert cmv in findings(chart(SERUM_B2M="6", problems=(problem(), late)))["iss"].caveats
    assert cmv not in findings(earlier, at=datetime(2026, 8, 1, tzinfo=UTC))["iss"].caveats


CRP = """
    crp                        | said
    48 mg/L limit 5            | yes
    5 mg/L limit 5             | no
    5.1 mg/L limit 5           | yes
    48 mg/L                    | no
    > 3 mg/L limit 5           | no
    > 5 mg/L limit 5           | yes
    < 5 mg/L limit 5           | no
    48 mg/L limit 5 @ 2026-10-19 | yes
    48 mg/L limit 5 @ 2026-10-18 | no
    -                          | no
"""


@pytest.mark.parametrize(("crp", "said"), rows(CRP))
def test_a_crp_above_its_limit_near_the_sample_is_named(crp, said):
    found = confounders(case(chart(SERUM_B2M="6", CRP=crp, problems=())))

    assert bool(found) is (said == "yes")


def test_the_crp_is_given_with_value_and_date():
    found = confounders(case(chart(SERUM_B2M="6", CRP="48 mg/L limit 5", problems=())))

    assert found == ("CRP 48 mg/L (18 Nov 2026) is above its limit; inflammation also raises B2M.",)
