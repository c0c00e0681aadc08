# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""R-ISS (Palumbo 2015): the exact table of what stays possible, and what the card says of it."""

from decimal import Decimal
from itertools import product

import pytest

from cds_service.rules.citations import PALUMBO_2015
from cds_service.rules.finding import Finding, Story
from cds_service.rules.iss import iss_stage
from cds_service.rules.myeloma import r_iss
from cds_service.rules.r_iss import HIGH_RISK_MARKERS, R_ISS, r_iss_stage
from fhir_mappings.model import measured
from tests.rules.build import GOOD_KIDNEY, case, chart, known, markers, unread
from tests.tables import rows

# Rows: what is known of ISS. Cells: LDH normal / high / unknown, without blanks: I,II = I or II.
EXACT = """
    ISS     | B2M | albumin | FISH std              | FISH high             | FISH unknown
    I       | 2.0 | 40      | I / II / I,II         | II / II / II          | I,II / II / I,II
    II      | 4.0 | 40      | II / II / II          | II / II / II          | II / II / II
    II      | 4.0 | -       | II / II / II          | II / II / II          | II / II / II
    II      | 2.0 | 30      | II / II / II          | II / II / II          | II / II / II
    III     | 6.0 | 40      | II / III / II,III     | III / III / III       | II,III / III / II,III
    III     | 6.0 | -       | II / III / II,III     | III / III / III       | II,III / III / II,III
    I,II    | 2.0 | -       | I,II / II / I,II      | II / II / II          | I,II / II / I,II
    II,III  | -   | 30      | II / II,III / II,III  | II,III / II,III / II,III | II,III / II,III / II,III
    all     | -   | -       | I,II / II,III / I,II,III | II,III / II,III / II,III | I,II,III / II,III / I,II,III
    all     | -   | 40      | I,II / II,III / I,II,III | II,III / II,III / II,III | I,II,III / II,III / I,II,III
"""
STANDARD = dict.fromkeys(HIGH_RISK_MARKERS, frozenset({"absent"}))
LDH: tuple[dict[str, frozenset[str]], ...] = (
    {"ldh": frozenset({"normal"})},
    {"ldh": frozenset({"high"})},
    {},
)


@pytest.mark.parametrize("row", rows(EXACT), ids=" ".join)
@pytest.mark.parametrize("marker", HIGH_RISK_MARKERS)
def test_every_stage_that_the_known_inputs_allow_is_kept(row, marker):
    _, b2m, albumin, standard, high, unknown = row
    positive = {marker: frozenset({"present"})}

    for fish, cells in ((STANDARD, standard), (positive, high), ({}, unknown)):
        for ldh, expected in zip(LDH, cells.split("/"), strict=True):
            inputs = known(b2m=b2m, albumin=albumin) | ldh | fish

            assert R_ISS.possible(inputs) == tuple(expected.strip().split(","))


@pytest.mark.parametrize("marker", HIGH_RISK_MARKERS)
def test_one_untested_marker_keeps_fish_unknown(marker):
    two_negative = {name: known for name, known in STANDARD.items() if name != marker}

    assert R_ISS.possible(known(b2m="2", albumin="40") | LDH[0] | two_negative) == ("I", "II")
    assert R_ISS.possible(known(b2m="6", albumin="40") | LDH[0] | two_negative) == ("II", "III")


@pytest.mark.parametrize("marker", HIGH_RISK_MARKERS)
def test_one_positive_marker_is_high_risk_whatever_the_others_are(marker):
    one_positive = STANDARD | {marker: frozenset({"present"})}

    assert R_ISS.possible(known(b2m="6") | LDH[0] | one_positive) == ("III",)
    assert R_ISS.possible(known(b2m="2", albumin="40") | LDH[0] | one_positive) == ("II",)


B2M_GRID = [Decimal(n) / 4 for n in range(2, 32)]
ALBUMIN_GRID = [Decimal(n) for n in range(30, 41)]
FLAGS = list(product(("normal", "high"), *[("absent", "present")] * 3))


def test_the_stage_follows_its_definition_on_the_whole_grid():
    for b2m, albumin, flags in product(B2M_GRID, ALBUMIN_GRID, FLAGS):
        iss, abnormal = iss_stage(b2m, albumin), {"high", "present"} & set(flags)
        expected = "II" if iss == "II" or bool(abnormal) is (iss == "I") else iss

        assert r_iss_stage(b2m, albumin, *flags) == expected


def test_the_stage_never_falls_when_an_abnormality_is_added():
    worse = {"normal": "high", "absent": "present"}
    for b2m, albumin, flags in product(B2M_GRID, ALBUMIN_GRID, FLAGS):
        before = r_iss_stage(b2m, albumin, *flags)
        for place, flag in enumerate(flags):
            changed = [*flags]
            changed[place] = worse.get(flag, flag)

            assert before <= r_iss_stage(b2m, albumin, *changed)


def test_the_declared_cutoffs_are_all_the_cutoffs_the_table_uses():
    names = ("ldh", *HIGH_RISK_MARKERS)
    for b2m, albumin, flags in product(B2M_GRID, ALBUMIN_GRID, FLAGS):
        chosen = {name: frozenset({flag}) for name, flag in zip(names, flags, strict=True)}
        inputs = {"b2m": measured(b2m), "albumin": measured(albumin)} | chosen

        assert R_ISS.possible(inputs) == (r_iss_stage(b2m, albumin, *flags),)


def staged(**results: object) -> Finding:
    found = r_iss(case(chart(**{"CREATININE": GOOD_KIDNEY} | results)))
    assert found is not None
    return found


FISH = "62367-8"
ON_A_CHART = """
    B2M    | albumin | LDH                | possible | needed           | missing              | companions
    4.2    | -       | -                  | II       |                  | albumin LDH FISH     |
    6.1    | 32      | -                  | II III   | LDH FISH         | LDH FISH             | 2532-0
    6.1    | -       | -                  | II III   | LDH FISH         | albumin LDH FISH     | 2532-0
    6.1    | 32      | 300 limit 250      | III      |                  | FISH                 |
    6.1    | 32      | 240 limit 250      | II III   | FISH             | FISH                 |
    6.1    | 32      | 300                | II III   | LDH FISH         | LDH FISH             | 2532-0
    2.9    | 40      | 180 limit 250      | I II     | FISH             | FISH                 |
    2.9    | 40      | 300 limit 250      | II       |                  | FISH                 |
    2.9    | -       | 180 limit 250      | I II     | albumin FISH     | albumin FISH         | 1751-7
    2.9    | -       | -                  | I II     | albumin LDH FISH | albumin LDH FISH     | 1751-7 2532-0
    > 20   | -       | 300 limit 250      | III      |                  | albumin FISH         |
    > 4.0  | 40      | 300 limit 250      | II III   | B2M              | FISH                 |
    300 nmol/L | 40  | 300 limit 250      | II       |                  | FISH                 |
    470 nmol/L | 40  | 300 limit 250      | II III   | B2M              | FISH                 |
"""


@pytest.mark.parametrize("row", rows(ON_A_CHART), ids=" ".join)
def test_a_chart_is_staged_as_far_as_its_results_allow(row):
    b2m, albumin, ldh, possible, needed, missing, companions = row

    found = staged(SERUM_B2M=b2m, ALBUMIN=albumin, LDH=ldh)

    assert found.possible == tuple(possible.split())
    assert found.needed == tuple(needed.split())
    assert found.missing == tuple(missing.split())
    wanted = companions.split() + [FISH] * ("FISH" in needed)
    assert [item.code for item in found.companions] == wanted


def test_a_result_is_worded_like_every_other_index():
    found = staged(SERUM_B2M="6.1 mg/L", ALBUMIN="32 g/L", LDH="300 U/L limit 250")

    assert (found.rule, found.index, found.headline) == ("r-iss", "R-ISS", "R-ISS III")
    assert (found.result, found.condition) == ("III", "if untreated then")
    assert found.story is Story.MYELOMA
    assert found.citations == (PALUMBO_2015,)
    assert [item.analyte.label for item in found.evidence] == ["B2M", "albumin", "LDH"]
    assert found.statements == ()


def test_an_untested_fish_is_never_counted_as_negative():
    found = staged(SERUM_B2M="2.9 mg/L", ALBUMIN="40 g/L", LDH="180 U/L limit 250")

    assert found.result == "not assignable: I or II"
    assert found.statements == ("A FISH test that was not done does not count as negative.",)


def test_iss_ii_settles_r_iss_without_any_other_test():
    complete = markers(DEL_17P="absent", T_4_14="absent", T_14_16="absent")

    found = staged(SERUM_B2M="4.2 mg/L")
    tested = staged(SERUM_B2M="4.2 mg/L", LDH="180 limit 250", markers=complete)

    assert found.statements == (
        "ISS II is always R-ISS II.",
        "The newer systems still depend on LDH and genetics.",
    )
    assert tested.statements == ("ISS II is always R-ISS II.",)


def test_ldh_without_a_limit_is_shown_as_unknown():
    found = staged(SERUM_B2M="6.1 mg/L", LDH="300 U/L")

    assert found.statements[-1] == (
        "LDH 300 U/L has no upper limit on its report, so it counts as unknown."
    )


def test_an_ldh_that_is_too_old_is_named_and_not_used():
    found = staged(SERUM_B2M="6.1 mg/L", LDH="300 U/L limit 250 @ 2026-10-18")

    assert found.possible == ("II", "III")
    assert (
        found.statements[-1] == "LDH 300 U/L of 18 Oct 2026 was not used: 31 days before this B2M."
    )


def test_ldh_that_could_not_be_read_is_not_ordered():
    found = staged(SERUM_B2M="6.1 mg/L", coverage=unread("ldh", state="INCOMPLETE"))

    assert "LDH" in found.needed
    assert [item.code for item in found.companions] == [FISH]


def test_no_stage_without_myeloma_on_record():
    assert r_iss(case(chart(SERUM_B2M="6 mg/L", problems=()))) is None


ON_FISH = """
    B2M | LDH           | del(17p) | t(4;14) | t(14;16) | possible | needed
    6.1 | 180 limit 250 | absent   | absent  | absent   | II       |
    6.1 | 180 limit 250 | present  | -       | -        | III      |
    6.1 | 180 limit 250 | -        | present | absent   | III      |
    6.1 | 180 limit 250 | absent   | absent  | -        | II III   | t(14;16)
    6.1 | 180 limit 250 | absent   | -       | unclear  | II III   | t(4;14) t(14;16)
    6.1 | -             | absent   | absent  | absent   | II III   | LDH
    6.1 | 300 limit 250 | absent   | absent  | absent   | III      |
    2.9 | 180 limit 250 | absent   | absent  | absent   | I        |
    2.9 | 180 limit 250 | absent   | absent  | present  | II       |
    2.9 | 180 limit 250 | absent   | absent  | -        | I II     | t(14;16)
"""


@pytest.mark.parametrize("row", rows(ON_FISH), ids=" ".join)
def test_fish_counts_probe_by_probe(row):
    b2m, ldh, del17p, t_4_14, t_14_16, possible, needed = row
    fish = markers(DEL_17P=del17p, T_4_14=t_4_14, T_14_16=t_14_16)

    found = staged(SERUM_B2M=b2m, ALBUMIN="40", LDH=ldh, markers=fish)

    assert found.possible == tuple(possible.split())
    assert found.needed == tuple(needed.split())
    assert set(found.markers) == set(fish)
