"""The id of a card: stable for the same evidence, another for any other, and it names the rule."""

import re
import subprocess
import sys
from dataclasses import replace
from uuid import UUID

import pytest

from cds_service.card_id import NUMBERED, card_id, leading_rule
from cds_service.rules.finding import Computed, Finding, Story
from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from fhir_mappings.model import Analyte, Marker, MarkerResult, Reason, Reported, Unusable
from tests.architecture.source import ROOT, modules
from tests.cds_service.findings import ALBUMIN, B2M, moment, result, staged

KEY = b"site key"


def an_id(*findings: Finding, part="card", patient="p1", key=KEY) -> str:
    return card_id(findings, part, patient, key)


def marker(reference: str, text: str) -> MarkerResult:
    return MarkerResult(Marker.DEL_17P, True, reference, moment("2026-01-05"), text=text)


def computed(text: str) -> Computed:
    return Computed("eGFR", text, "mL/min/1.73 m2", "CKD-EPI 2021", ALBUMIN)


ASIDE = Unusable("Observation/odd", Reason.NO_UNIT, reported="6.1")
CHANGES = {
    "patient": lambda: an_id(staged(), patient="p2"),
    "site key": lambda: an_id(staged(), key=b"another"),
    "a suggestion": lambda: an_id(staged(), part="2532-0"),
    "rule": lambda: an_id(staged(rule="r-iss")),
    "one more rule": lambda: an_id(staged(), staged(rule="r-iss")),
    "result": lambda: an_id(staged(result="II")),
    "groups still possible": lambda: an_id(staged(possible=("II", "III"))),
    "treatment found": lambda: an_id(staged(reasons=("treatment-found",))),
    "recorded stage": lambda: an_id(staged(discordant="Chart says ISS I, computed")),
    "how urgent": lambda: an_id(staged(indicator="warning")),
    "a newer sample": lambda: an_id(
        staged(evidence=(result(Analyte.SERUM_B2M, "6.10", "mg/L", day="2026-11-19"), ALBUMIN))
    ),
    "an amended value": lambda: an_id(
        staged(evidence=(replace(B2M, reported=Reported(B2M.reported.value, "ug/mL")), ALBUMIN))
    ),
    "an amended date": lambda: an_id(
        staged(evidence=(replace(B2M, taken=moment("2026-11-17")), ALBUMIN))
    ),
    "a result less": lambda: an_id(staged(evidence=(B2M,))),
    "a computed eGFR": lambda: an_id(staged(computed=(computed("24"),))),
    "another eGFR": lambda: an_id(staged(computed=(computed("25"),))),
    "a marker": lambda: an_id(staged(markers=(marker("Observation/1", "present"),))),
    "a marker reported otherwise": lambda: an_id(
        staged(markers=(marker("Observation/1", "in 60 %"),))
    ),
    "a result set aside": lambda: an_id(staged(set_aside=(ASIDE,))),
    "set aside for another reason": lambda: an_id(
        staged(set_aside=(replace(ASIDE, reason=Reason.UNKNOWN_UNIT),))
    ),
    "the same, reported otherwise": lambda: an_id(
        staged(set_aside=(replace(ASIDE, reported="6,1"),))
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_another_patient_rule_or_evidence_is_another_card(what):
    assert CHANGES[what]() != an_id(staged())


def test_no_two_of_these_cards_share_an_id():
    ids = [an_id(staged()), *(change() for change in CHANGES.values())]

    assert len(set(ids)) == len(ids)


def test_another_wording_is_no_other_card():
    reworded = staged(headline="x", statements=("x",), caveats=("x",), limits="x", citations=())

    assert an_id(reworded) == an_id(staged())


def test_the_same_evidence_gives_the_same_id_after_a_restart():
    script = (
        "from tests.cds_service.test_card_id import an_id, staged, marker\n"
        "print(an_id(staged(markers=(marker('Observation/1', 'present'),))))"
    )

    elsewhere = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert elsewhere.stdout.strip() == CHANGES["a marker"]()


def test_is_a_uuid_of_version_8():
    for change in CHANGES.values():
        assert UUID(change()).version == 8
        assert UUID(change()).variant == "specified in RFC 4122"


@pytest.mark.parametrize("number", NUMBERED)
def test_the_id_of_a_card_names_its_leading_rule(number):
    leading = NUMBERED[number]
    other = Finding("trend", leading.story, "x", ())

    uuid = an_id(Finding(leading.rule, leading.story, "x", ()), other)

    assert leading_rule(uuid) == leading
    assert UUID(uuid).bytes[7] == number


@pytest.mark.parametrize(
    "uuid", ["5b0c9a54-1c1e-4a03-9a3c-0e4f8b3f7d10", "00000000-0000-8000-8000-000000000000"]
)
def test_the_id_of_somebody_elses_card_names_none(uuid):
    assert leading_rule(uuid) is None


def test_every_rule_has_a_number_of_its_own():
    written = re.compile(r'\brule="([a-z0-9-]+)"')
    plain = {
        name
        for path in modules("cds_service/rules")
        for name in written.findall(path.read_text(encoding="utf-8"))
    }
    indices = {(rule.rule, rule.story) for rule in (*MYELOMA_RULES, *LYMPHOID_RULES)}
    numbered = {(leading.rule, leading.story) for leading in NUMBERED.values()}

    assert indices < numbered
    assert {rule for rule, _ in numbered - indices} == plain
    assert {story for _, story in numbered} == set(Story)
    assert len(numbered) == len(NUMBERED)


def test_a_published_number_never_changes():
    first, last = NUMBERED[1], NUMBERED[20]

    assert (first.rule, last.rule) == ("unusable-b2m", "trend")
    assert [NUMBERED[n].rule for n in range(3, 8)] == ["iss", "ims-2025", "r-iss", "r2-iss", "mass"]
    assert [NUMBERED[n].rule for n in range(8, 14)] == [
        "cll-ipi", "ball", "mdacc-cll", "ipsswm", "ripsswm", "flipi2",
    ]  # fmt: skip
    assert [NUMBERED[n].rule for n in range(14, 20)] == [
        "prima-pi", "geltamo-ipi", "aitl-score", "nonspecific", "urine", "dialysis",
    ]  # fmt: skip
