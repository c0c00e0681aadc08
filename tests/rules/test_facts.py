# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""What a chart says of a laboratory input: a value, a side of a limit, or nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.facts import LABORATORY, Fact, Facts, against_limit, only
from cds_service.rules.options import AGAINST_LIMIT
from cds_service.rules.possible import Number
from fhir_mappings.model import Measured
from tests.rules.build import POLICY, chart, moment, person, result
from tests.tables import rows

ANY_NUMBER = Number((Decimal(35),))


def facts(*more, policy=POLICY, until="", **said):
    read = chart(*more, **({"SERUM_B2M": "6"} | said))
    sample = next(item for item in read.results if item.analyte.label == "B2M")
    return Facts(read, sample, policy, moment(until) if until else None)


WINDOWS = """
    albumin                       | value | remark
    -                             | -     |
    40 @ 2026-11-04               | 40    |
    40 @ 2026-11-03               | 40    | Paired loosely: albumin of 3 Nov 2026 is 15 days from this B2M.
    40 @ 2026-10-19               | 40    | Paired loosely: albumin of 19 Oct 2026 is 30 days from this B2M.
    40 @ 2026-10-18               | -     | Albumin 40 g/L of 18 Oct 2026 was not used: 31 days before this B2M.
    40 @ 2026-12-02               | 40    |
    40 @ 2026-12-03               | 40    | Paired loosely: albumin of 3 Dec 2026 is 15 days from this B2M.
    40 @ 2026-12-18               | 40    | Paired loosely: albumin of 18 Dec 2026 is 30 days from this B2M.
    40 @ 2026-12-19               | -     | Albumin 40 g/L of 19 Dec 2026 was not used: 31 days after this B2M.
    40 @ 2026-11                  | 40    | Paired loosely: albumin of Nov 2026 is 17 days from this B2M.
    40 @ 2026                     | -     | Albumin 40 g/L of 2026 was not used: 321 days before this B2M.
    40 @ 2027-01                  | -     | Albumin 40 g/L of Jan 2027 was not used: 74 days after this B2M.
"""


def test_from_a_b2m_known_by_its_month_the_days_are_counted_on_the_side_of_the_result():
    found = facts(SERUM_B2M="6 @ 2026-11", ALBUMIN="40 @ 2026-09-01")

    assert found.laboratory("albumin", ANY_NUMBER).remarks == (
        "Albumin 40 g/L of 1 Sep 2026 was not used: 90 days before this B2M.",
    )


@pytest.mark.parametrize(("albumin", "value", "remark"), rows(WINDOWS))
def test_a_result_is_paired_silently_for_14_days_and_loosely_for_30(albumin, value, remark):
    found = facts(ALBUMIN=albumin).laboratory("albumin", ANY_NUMBER)

    assert found.remarks == ((remark,) if remark else ())
    if value == "-":
        assert (found.known, found.results) == (None, ())
    else:
        assert isinstance(found.known, Measured)
        assert found.known.exact == Decimal(value)
        assert len(found.results) == 1


def test_a_result_is_reported_as_unused_only_when_no_other_was_used():
    found = facts(ALBUMIN=["30 @ 2026-01-01", "40"]).laboratory("albumin", ANY_NUMBER)

    assert found.results[0].reported.value == 40
    assert found.remarks == ()


def test_the_sample_itself_is_never_called_loosely_paired():
    found = facts(SERUM_B2M="6 @ 2026-11").laboratory("b2m", ANY_NUMBER)

    assert found.remarks == ()
    assert isinstance(found.known, Measured)


def test_b2m_is_that_of_the_sample_even_beside_another_of_the_same_day():
    first, second = result("SERUM_B2M", "2"), result("SERUM_B2M", "6")

    found = Facts(chart(first, second), second, POLICY).laboratory("b2m", ANY_NUMBER)

    assert found.results == (second,)


def test_the_chemistry_albumin_goes_before_electrophoresis():
    electrophoresis = result("ALBUMIN", "30 g/L", fallback=True)

    both = facts(electrophoresis, ALBUMIN="40 @ 2026-11-10").paired("albumin")
    alone = facts(electrophoresis).paired("albumin")

    assert both is not None
    assert both.reported.value == 40
    assert alone is electrophoresis


# Only what is certainly later than the start of therapy is left out.
UNTIL = """
    albumin                          | first therapy    | paired
    30 @ 2026-11-17                  | 2026-11-20       | 30
    30 @ 2026-11-20                  | 2026-11-20       | 30
    30 @ 2026-11-21                  | 2026-11-20       | -
    30 @ 2026-11-08, 40 @ 2026-11-21 | 2026-11-20       | 30
    30 @ 2026-11                     | 2026-11-20       | 30
    30 @ 2026-11-21                  | 2026-11          | 30
    30 @ 2026-12-01                  | 2026-11          | -
    30 @ 2026-11-20T08:00            | 2026-11-20T08:00 | 30
    30 @ 2026-11-20T08:01            | 2026-11-20T08:00 | -
"""


@pytest.mark.parametrize(("albumin", "until", "paired"), rows(UNTIL))
def test_results_count_up_to_first_therapy(albumin, until, paired):
    found = facts(until=until, ALBUMIN=albumin.split(", ")).paired("albumin")

    assert (str(found.reported.value) if found else "-") == paired


LDH_LIMITS = """
    LDH                  | known
    250 U/L limit 250    | normal
    250.1 U/L limit 250  | high
    249 U/L limit 250    | normal
    > 250 U/L limit 250  | high
    >= 250 U/L limit 250 | high normal
    <= 250 U/L limit 250 | normal
    < 300 U/L limit 250  | high normal
    > 200 U/L limit 250  | high normal
    4.2 ukat/L limit 250 | high
    300 U/L              | -
    -                    | -
"""


@pytest.mark.parametrize(("ldh", "expected"), rows(LDH_LIMITS))
def test_ldh_is_read_against_the_limit_of_its_own_report(ldh, expected):
    found = facts(LDH=ldh).laboratory("ldh", AGAINST_LIMIT)

    assert found.known == (None if expected == "-" else frozenset(expected.split()))


def test_a_result_read_against_its_limit_may_be_paired_loosely_too():
    found = facts(LDH="300 U/L limit 250 @ 2026-11-01").laboratory("ldh", AGAINST_LIMIT)

    assert found.remarks == ("Paired loosely: LDH of 1 Nov 2026 is 17 days from this B2M.",)


def test_a_result_without_a_limit_is_shown_as_unknown():
    found = facts(LDH="300 U/L @ 2026-11-01").laboratory("ldh", AGAINST_LIMIT)

    assert found.remarks == (
        "Paired loosely: LDH of 1 Nov 2026 is 17 days from this B2M.",
        "LDH 300 U/L has no upper limit on its report, so it counts as unknown.",
    )
    assert len(found.results) == 1


# policy P-12: the report's own limit (unless it cannot be one), else the site's; never by age
B2M_LIMITS = """
    B2M           | site | known
    2.4 limit 2.4 | -    | normal
    2.5 limit 2.4 | -    | high
    2.5 limit 2.4 | 3.0  | high
    2.5           | 3.0  | normal
    3.1           | 3.0  | high
    9             | -    | -
    5.5 limit 5   | -    | high
    5.5 limit 6   | -    | -
    5.5 limit 6   | 3.0  | high
"""


@pytest.mark.parametrize(("b2m", "site", "expected"), rows(B2M_LIMITS))
def test_b2m_is_read_against_its_report_or_the_site_and_never_by_age(b2m, site, expected):
    policy = replace(POLICY, site_b2m_uln=None if site == "-" else Decimal(site))

    found = facts(SERUM_B2M=b2m, policy=policy).laboratory("b2m", AGAINST_LIMIT)

    assert found.known == (None if expected == "-" else frozenset(expected.split()))


def test_the_site_limit_is_one_of_b2m_alone():
    policy = replace(POLICY, site_b2m_uln=Decimal(3))

    assert facts(LDH="300", policy=policy).laboratory("ldh", AGAINST_LIMIT).known is None


INPUTS = """
    input       | analyte
    b2m         | SERUM_B2M
    albumin     | ALBUMIN
    ldh         | LDH
    creatinine  | CREATININE
    hemoglobin  | HAEMOGLOBIN
    platelets   | PLATELETS
    igm         | IGM
    lymphocytes | LYMPHOCYTES
    crp         | CRP
"""


@pytest.mark.parametrize(("name", "analyte"), rows(INPUTS))
def test_every_laboratory_input_is_read_from_its_own_analyte(name, analyte):
    found = facts(**{analyte: "6"}).laboratory(name, ANY_NUMBER)

    assert [item.analyte.name for item in found.results] == [analyte]
    assert LABORATORY[name].name == analyte


def test_no_laboratory_input_is_left_out_above():
    assert [name for name, _ in rows(INPUTS)] == list(LABORATORY)


AGES = """
    born       | lowest | highest
    1960-11-18 | 66     | 66
    1960-11-19 | 65     | 65
    1960       | 65     | 66
    1960-11    | 65     | 66
    1960-12    | 65     | 65
"""


@pytest.mark.parametrize(("born", "lowest", "highest"), rows(AGES))
def test_age_is_in_completed_years_at_the_sample_as_far_as_the_birth_date_allows(
    born, lowest, highest
):
    found = facts(patient=person(born=born)).age()

    assert found.known == Measured(
        Decimal(lowest), Decimal(highest), low_included=True, high_included=True
    )


def test_an_unknown_birth_date_leaves_age_unknown():
    assert facts(patient=person(born="")).age() == Fact()


def test_one_option_is_one_option():
    assert only("present") == {"present"}
    assert against_limit(Measured(), Decimal(1)) == {"normal", "high"}
