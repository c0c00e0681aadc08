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
    near_cutoff_share: Decimal = Decimal("0.06")  # P-10
    outcomes_show: bool = False  # P-20
    age_minimum: int = 18  # P-19
    sample_current_days: int = 90  # section 10 of the kidney rules
    sample_max_days: int = 365  # section 10 of the kidney rules
    egfr_equation: Literal["ckd-epi-2021", "ekfc"] = "ckd-epi-2021"  # KP-01
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
    acute_infection_days: int = 90  # KP-20
    dialysis_detection_days: int = 90  # KP-19
    dialysis_information_years: int = 5  # KP-18
    dialysis_amyloidosis_years: int = 10  # KP-18
