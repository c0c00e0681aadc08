"""The defaults of the policy tables: changing one is a clinical release."""

from dataclasses import asdict
from decimal import Decimal

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
    near_cutoff_share          | 0.06    | P-10
    age_minimum                | 18      | P-19
    outcomes_show              | 0       | P-20
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
    acute_infection_days       | 90      | KP-20
    dialysis_detection_days    | 90      | KP-19
    dialysis_information_years | 5       | KP-18
    dialysis_amyloidosis_years | 10      | KP-18
"""


def test_every_policy_has_the_default_of_its_table():
    wanted = {name: None if text == "-" else Decimal(text) for name, text, _ in rows(DEFAULTS)}
    in_words = {"egfr_equation": "ckd-epi-2021", "indices": DEFAULT_INDICES}

    assert asdict(Policy()) == wanted | in_words


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
