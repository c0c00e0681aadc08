"""Mayo Additive Staging System (MASS), newly diagnosed multiple myeloma. Abdallah 2022.

One point each
ISS III
LDH above the laboratory's limit
1q gain or amplification
high-risk IgH translocation: t(4;14), t(14;16) or t(14;20)
chromosome 17 abnormality

I: 0    II: 1    III: 2 or more (the paper's four tiers: 0, 1, 2, 3 or more)

doi:10.1038/s41408-022-00611-x, verified. Samples and FISH from before first therapy. Albumin is
an input of ISS, but ISS III rests on B2M alone, so albumin never decides here.
The three translocations are one input: "present" if any is, "absent" only if all three are.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.iss import B2M_STAGE_III_FROM, ISS, iss_stage
from cds_service.rules.options import AGAINST_LIMIT, MARKER
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

LOWEST_TOTAL = {"I": 0, "II": 1, "III": 2}


def mass_points(
    b2m: Decimal,
    albumin: Decimal,
    ldh: str,
    gain_1q: str,
    high_risk_igh_translocation: str,
    chromosome_17_abnormality: str,
) -> dict[str, int]:
    """Points of each item; B2M in mg/L and albumin in g/L count through the ISS stage."""
    return {
        "iss": int(iss_stage(b2m, albumin) == "III"),
        "ldh": int(ldh == "high"),
        "gain_1q": int(gain_1q == "present"),
        "high_risk_igh_translocation": int(high_risk_igh_translocation == "present"),
        "chromosome_17_abnormality": int(chromosome_17_abnormality == "present"),
    }


mass_group = grouped(mass_points, LOWEST_TOTAL)

MASS = Index(
    classify=mass_group,
    inputs={
        "b2m": Number((B2M_STAGE_III_FROM,)),
        "albumin": ISS.inputs["albumin"],
        "ldh": AGAINST_LIMIT,
        "gain_1q": MARKER,
        "high_risk_igh_translocation": MARKER,
        "chromosome_17_abnormality": MARKER,
    },
    groups=tuple(LOWEST_TOTAL),
)
