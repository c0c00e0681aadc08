# Rows of the tables hold whole sentences.
"""A stage on record beside the computed one (P-18): the record decides, a difference is shown."""

from dataclasses import replace

import pytest

from cds_service.rules import interpret
from cds_service.rules.finding import Finding, Story
from cds_service.rules.recorded import SCHEMES, against_record, recorded_stage
from fhir_mappings.model import Scheme
from tests.rules.build import GOOD_KIDNEY, NOW, POLICY, chart, markers, recorded
from tests.tables import rows

COMPUTED = Finding(
    "iss",
    Story.MYELOMA,
    "ISS III",
    (),
    possible=("III",),
    statements=("Why.",),
    reasons=("pre-treatment",),
)


def held(possible, *stages, rule="iss"):
    made = replace(COMPUTED, rule=rule, possible=tuple(possible.split()))
    return against_record(made, chart(stages=stages))


BESIDE = """
    computed | recorded   | as recorded | discordant
    III      | ISS III    | yes         | no
    III      | ISS II     | no          | yes
    III      | ISS I      | no          | yes
    II III   | ISS III    | no          | no
    II III   | ISS I      | no          | yes
    III      | R_ISS II   | no          | no
    III      | RAI III    | no          | no
    III      | DURIE_SALMON II | no     | no
    III      | -          | no          | no
"""


@pytest.mark.parametrize(("computed", "record", "same", "discordant"), rows(BESIDE))
def test_a_difference_is_shown_and_agreement_is_silent(computed, record, same, discordant):
    stages = () if record == "-" else (recorded(*record.split()),)

    found = held(computed, *stages)

    assert found.as_recorded is (same == "yes")
    assert bool(found.discordant) is (discordant == "yes")
    assert found.indicator == ("warning" if discordant == "yes" else "info")
    assert found.reasons == ("pre-treatment", *["discordant-with-chart"] * (discordant == "yes"))
    assert found.possible == tuple(computed.split())
    assert ("ISS III is on record too." in found.statements) is found.as_recorded


TEXTS = """
    day        | statement
    2026-10-01 | The chart says ISS II (1 Oct 2026); computed ISS III from these results: verify.
    2026       | The chart says ISS II (2026); computed ISS III from these results: verify.
    -          | The chart says ISS II; computed ISS III from these results: verify.
"""


@pytest.mark.parametrize(("day", "statement"), rows(TEXTS))
def test_the_card_says_what_the_chart_says_and_asks_to_verify(day, statement):
    found = held("III", recorded("ISS", "II", "" if day == "-" else day))

    assert found.statements == (statement, "Why.")
    assert found.discordant.startswith("Chart says ISS II")


NEWEST = """
    recorded                        | newest
    I 2026-01-01, II 2026-02-01     | II
    II 2026-02-01, I 2026-01-01     | II
    I, II 2020-01-01                | II
    II 2020-01-01, I                | II
    I                               | I
    I 2026-01-31, II 2026-02        | II
    I 2026-02-10, II 2026-02        | II
"""


@pytest.mark.parametrize(("stages", "newest"), rows(NEWEST))
def test_of_several_records_the_newest_speaks(stages, newest):
    on_record = [recorded("ISS", *text.split()) for text in stages.split(", ")]

    found = recorded_stage(chart(stages=tuple(on_record)), Scheme.ISS)

    assert found is not None
    assert found.group == newest


def test_an_index_without_a_scheme_has_no_record():
    assert recorded_stage(chart(stages=(recorded("ISS", "I"),)), None) is None
    assert held("high", recorded("ISS", "I"), rule="prima-pi").indicator == "info"


def test_three_indices_of_myeloma_have_a_scheme():
    schemes = {rule: scheme.name for rule, scheme in SCHEMES.items()}

    assert schemes == {"iss": "ISS", "r-iss": "R_ISS", "r2-iss": "R2_ISS"}


@pytest.mark.parametrize("rule", sorted(SCHEMES))
def test_each_stage_of_myeloma_is_held_against_its_own_scheme(rule):
    same = held("III", recorded(SCHEMES[rule].name, "III"), rule=rule)
    other = held("III", recorded(SCHEMES[rule].name, "I"), rule=rule)

    assert same.as_recorded
    assert other.discordant


def test_a_chart_that_says_the_same_hears_nothing():
    said = {"SERUM_B2M": "6", "ALBUMIN": "30", "CREATININE": "1.2 mg/dL"}

    assert interpret(chart(stages=(recorded("ISS", "III"),), **said), NOW, POLICY) == ()


HIGH_RISK = """
    creatinine | genetics                   | speaks
    1.19       | -                          | yes
    1.2        | -                          | no
    -          | -                          | no
    1.2        | TP53_MUTATION              | yes
    1.2        | T_4_14                     | no
    1.2        | T_4_14 GAIN_1Q             | yes
"""


@pytest.mark.parametrize(("creatinine", "genes", "speaks"), rows(HIGH_RISK))
def test_a_high_risk_verdict_that_no_chart_can_hold_is_said_although_the_stage_is_recorded(
    creatinine, genes, speaks
):
    present = markers(**dict.fromkeys(genes.replace("-", "").split(), "present"))
    read = chart(
        SERUM_B2M="6", CREATININE=creatinine, markers=present, stages=(recorded("ISS", "III"),)
    )

    found = interpret(read, NOW, POLICY)

    assert bool(found) is (speaks == "yes")
    assert [item.rule for item in found if item.unrecorded] == ["ims-2025"] * bool(found)
    assert all("ISS III is on record too." in item.statements for item in found[:1])


def test_a_chart_that_says_another_stage_is_warned_and_nothing_is_overwritten():
    said = {"SERUM_B2M": "6", "ALBUMIN": "30", "CREATININE": GOOD_KIDNEY}

    found = interpret(chart(stages=(recorded("ISS", "I", "2026-11-19"),), **said), NOW, POLICY)

    iss = found[0]
    assert (iss.rule, iss.result, iss.indicator) == ("iss", "III", "warning")
    assert [item.rule for item in found] == ["iss", "ims-2025", "r-iss", "r2-iss"]


def test_one_discordant_stage_is_shown_although_another_agrees():
    said = {"SERUM_B2M": "6", "LDH": "300 limit 250", "CREATININE": GOOD_KIDNEY}
    stages = (recorded("ISS", "III"), recorded("R_ISS", "II"))

    found = interpret(chart(stages=stages, **said), NOW, POLICY)

    assert [item.rule for item in found if item.discordant] == ["r-iss"]
    assert [item.rule for item in found if item.as_recorded] == ["iss"]
