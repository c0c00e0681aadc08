"""Choices that no publication decides, with their defaults: the P and KP policy tables.

Time limits are inclusive and count whole days. `site_b2m_uln` is the site's own upper limit of
serum B2M in mg/L, used when a report carries none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

DEFAULT_INDICES = frozenset(
    {"iss", "ims-2025", "r-iss", "r2-iss", "cll-ipi", "ipsswm", "flipi2", "prima-pi"}
)
OPTIONAL_INDICES = frozenset({"mass", "ball", "mdacc-cll", "ripsswm", "geltamo-ipi", "aitl-score"})


@dataclass(frozen=True)
class Policy:
    """One field per policy; the comment names its row in docs/rules.md."""

    indices: frozenset[str] = DEFAULT_INDICES  # which indices are shown
    molar_no_stage_zone: Decimal = Decimal("0.03")  # P-02
    pairing_silent_days: int = 14  # P-05
    pairing_max_days: int = 30  # P-05
    staging_max_days_before_therapy: int = 90  # P-06
    staging_steroid_days: int = 30  # P-06
    near_cutoff_share: Decimal = Decimal("0.06")  # P-10
    outcomes_show: bool = False  # P-20
    trend_min_change_percent: Decimal = Decimal(25)  # P-17
    trend_egfr_moved_percent: Decimal = Decimal(20)  # P-17
    age_minimum: int = 18  # P-19
    sample_current_days: int = 90  # section 10 of the kidney rules
    sample_max_days: int = 365  # section 10 of the kidney rules
    egfr_equation: Literal["ckd-epi-2021", "ekfc"] = "ckd-epi-2021"  # KP-01
    b2m_equation_scale: Decimal = Decimal(133)  # KP-05
    b2m_equation_exponent: Decimal = Decimal("0.852")  # KP-05
    egfr_comparison_cap: Decimal = Decimal(90)  # KP-06
    egfr_comparison_floor: Decimal = Decimal(15)  # KP-06
    filtration_bands: bool = True  # KP-06
    filtration_explained: Decimal = Decimal("1.5")  # KP-06
    filtration_indeterminate: Decimal = Decimal("2.0")  # KP-06
    site_b2m_uln: Decimal | None = None  # KP-07
    b2m_uln_under_50: Decimal = Decimal("2.5")  # KP-07
    b2m_uln_from_50: Decimal = Decimal("2.7")  # KP-07
    reference_range_sanity: Decimal = Decimal(5)  # KP-08
    steady_state_days: int = 7  # KP-10
    baseline_days: int = 365  # KP-10
    ckd_chronicity_days: int = 90  # KP-11
    pairing_egfr_silent_days: int = 7  # KP-12
    pairing_egfr_inpatient_hours: int = 48  # KP-12
    acute_infection_days: int = 90  # KP-20
    urine_limits_ug_l: Decimal = Decimal(300)  # KP-13
    urine_limits_ug_g: Decimal = Decimal(300)  # KP-13
    urine_limits_ug_24h: Decimal = Decimal(370)  # KP-13
    urine_ph_acid_below: Decimal = Decimal("6.0")  # KP-14
    urine_ph_stable_from: Decimal = Decimal("7.0")  # KP-14
    urine_overflow_possible_from: Decimal = Decimal("4.5")  # KP-15
    urine_overflow_likely_from: Decimal = Decimal("5.0")  # KP-15
    urine_overflow_egfr_below: int = 30  # KP-15
    urine_minimum_age: int = 2  # KP-16
    fe_bands_normal: Decimal = Decimal("0.3")  # KP-17
    fe_bands_borderline: Decimal = Decimal(1)  # KP-17
    fe_bands_tubular: Decimal = Decimal(10)  # KP-17
    dialysis_information_years: int = 5  # KP-18
    dialysis_amyloidosis_years: int = 10  # KP-18
    dialysis_detection_days: int = 90  # KP-19
    dialysis_detection_treatments: int = 2  # KP-19
    plasma_exchange_days: int = 14  # oncology 3.1, albumin shortly after it is not the patient's
    drug_days: int = 90  # treatment records 6, a medicine named as a reason
    specimen_hours: int = 1  # section 5.2 of the kidney rules
    fe_hours: int = 24  # section 10 of the kidney rules
    urine_albumin_days: int = 92  # section 10 of the kidney rules, three months
    light_chains_days: int = 30  # a companion test is not asked for again
    height_days: int = 90  # a child's height beside creatinine


DEFAULT = Policy()
