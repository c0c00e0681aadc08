"""The defaults of the policy tables: changing one is a clinical release."""

import re
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from cds_service.rules import policy as policy_module
from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES, Policy
from tests.tables import rows

DEFAULTS = """
    name                       | default | policy
    molar_no_stage_zone        | 0.03    | P-02
    pairing_silent_days        | 14      | P-05
    pairing_max_days           | 30      | P-05
    staging_max_days_before_therapy | 90 | P-06
    staging_steroid_days       | 30      | P-06
    near_cutoff_share          | 0.06    | P-10
    age_minimum                | 18      | P-19
    outcomes_show              | 0       | P-20
    trend_min_change_percent   | 25      | P-17
    trend_egfr_moved_percent   | 20      | P-17
    b2m_equation_scale         | 133     | KP-05
    b2m_equation_exponent      | 0.852   | KP-05
    urine_limits_ug_l          | 300     | KP-13
    urine_limits_ug_g          | 300     | KP-13
    urine_limits_ug_24h        | 370     | KP-13
    urine_ph_acid_below        | 6.0     | KP-14
    urine_ph_stable_from       | 7.0     | KP-14
    urine_overflow_possible_from | 4.5   | KP-15
    urine_overflow_likely_from | 5.0     | KP-15
    urine_overflow_egfr_below  | 30      | KP-15
    urine_minimum_age          | 2       | KP-16
    fe_bands_normal            | 0.3     | KP-17
    fe_bands_borderline        | 1       | KP-17
    fe_bands_tubular           | 10      | KP-17
    dialysis_detection_treatments | 2    | KP-19
    plasma_exchange_days       | 14      | oncology 3.1
    drug_days                  | 90      | treatment records 6
    specimen_hours             | 1       | kidney rules 5.2
    fe_hours                   | 24      | kidney rules 10
    urine_albumin_days         | 92      | kidney rules 10
    light_chains_days          | 30      | companion tests
    height_days                | 90      | kidney rules 3
    sample_current_days        | 90      | kidney rules 10
    sample_max_days            | 365     | kidney rules 10
    egfr_comparison_cap        | 90      | KP-06
    egfr_comparison_floor      | 15      | KP-06
    filtration_bands           | 1       | KP-06
    filtration_explained       | 1.5     | KP-06
    filtration_indeterminate   | 2.0     | KP-06
    site_b2m_uln               | -       | KP-07
    b2m_uln_under_50           | 2.5     | KP-07
    b2m_uln_from_50            | 2.7     | KP-07
    reference_range_sanity     | 5       | KP-08
    steady_state_days          | 7       | KP-10
    baseline_days              | 365     | KP-10
    ckd_chronicity_days        | 90      | KP-11
    pairing_egfr_silent_days   | 7       | KP-12
    pairing_egfr_inpatient_hours | 48    | KP-12
    acute_infection_days       | 90      | KP-20
    dialysis_detection_days    | 90      | KP-19
    dialysis_information_years | 5       | KP-18
    dialysis_amyloidosis_years | 10      | KP-18
"""


def test_every_policy_has_the_default_of_its_table():
    wanted = {name: None if text == "-" else Decimal(text) for name, text, _ in rows(DEFAULTS)}
    in_words = {"egfr_equation": "ckd-epi-2021", "indices": DEFAULT_INDICES}

    assert asdict(Policy()) == wanted | in_words


# Rows of the policy tables that no setting changes, each with the reason.
FIXED = """
    row   | reason
    P-01  | a factor of the unit table, checked with it; P-02 covers the spread of molar masses
    P-03  | the unit of the model
    P-04  | a factor of the unit table
    P-07  | which sample is staged: a rule, no number
    P-08  | what is said when timing is unknown: a rule, no number
    P-09  | genetics count at any time before therapy: no window
    P-11  | a guard against unit errors that a setting would defeat
    P-12  | whose limit a score may use: a rule, no number
    P-13  | the same for LDH
    P-14  | exactly 20 % stays undetermined: a rule, no number
    P-15  | an order of results, no number
    P-16  | no haemolysis is delivered in codes
    P-18  | the record decides: a rule, no number
    P-21  | how a published table is read: a change of the table is a release
    P-22  | the same for rIPSSWM
    P-23  | the caveat stands on every finding, so nothing triggers it
    P-24  | the meaning of a FHIR status
    KP-02 | both sexes are computed: a rule, no number
    KP-03 | rounding half up: a rule, no number
    KP-04 | which eGFR is compared rounded: a rule, no number
    KP-09 | amounts of the KDIGO guideline
    KP-21 | the unit of staging: a rule, no number
    KP-22 | decimal arithmetic
    KP-23 | which age counts: a rule, no number
"""


def test_every_row_of_the_policy_tables_is_a_setting_or_says_why_not():
    lines = Path(policy_module.__file__).read_text("utf-8").splitlines()
    settings = {row for line in lines for row in re.findall(r"# .*?\b(K?P-\d\d)", line)}
    fixed = {row for row, reason in rows(FIXED) if reason}

    every = {f"P-{n:02}" for n in range(1, 25)} | {f"KP-{n:02}" for n in range(1, 24)}
    assert settings | fixed == every
    assert settings & fixed == set()


INDICES = """
    index       | shown
    iss         | yes
    ims-2025    | yes
    r-iss       | yes
    r2-iss      | yes
    cll-ipi     | yes
    ipsswm      | yes
    flipi2      | yes
    prima-pi    | yes
    mass        | no
    ball        | no
    mdacc-cll   | no
    ripsswm     | no
    geltamo-ipi | no
    aitl-score  | no
"""


def test_every_index_is_shown_or_waits_for_a_site_to_switch_it_on():
    shown = frozenset(name for name, answer in rows(INDICES) if answer == "yes")
    waiting = frozenset(name for name, answer in rows(INDICES) if answer == "no")

    assert (shown, waiting) == (DEFAULT_INDICES, OPTIONAL_INDICES)


def test_every_index_has_one_rule():
    rules = [rule.rule for rule in (*MYELOMA_RULES, *LYMPHOID_RULES)]

    assert sorted(rules) == sorted(DEFAULT_INDICES | OPTIONAL_INDICES)
