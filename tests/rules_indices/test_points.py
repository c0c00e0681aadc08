"""The items of a score, as a card may list them, in the order of the publication."""

from collections.abc import Callable

import pytest

from cds_service.rules import (
    aitl_score,
    ball,
    cll_ipi,
    flipi2,
    geltamo_ipi,
    ipsswm,
    mass,
    mdacc_cll,
    mss_wm,
    r2_iss,
    ripsswm,
)
from cds_service.rules.score import Points
from tests.rules_indices.every_index import TOPICS, ladder
from tests.tables import rows

POINTS: dict[str, Callable[..., Points]] = {
    "r2-iss": r2_iss.r2_iss_points,
    "mass": mass.mass_points,
    "cll-ipi": cll_ipi.cll_ipi_points,
    "ball": ball.ball_points,
    "mdacc-cll": mdacc_cll.mdacc_cll_points,
    "flipi2": flipi2.flipi2_points,
    "ipsswm": ipsswm.ipsswm_points,
    "ripsswm": ripsswm.ripsswm_points,
    "mss-wm": mss_wm.mss_wm_points,
    "geltamo-ipi": geltamo_ipi.geltamo_ipi_points,
    "aitl-score": aitl_score.aitl_score_points,
}

# Points of each item where every input is as bad as can be.
WORST = """
    index       | items
    r2-iss      | iss=1.5 del17p=1 ldh=1 t_4_14=1 gain_1q=0.5
    mass        | iss=1 ldh=1 gain_1q=1 high_risk_igh_translocation=1 chromosome_17_abnormality=1
    cll-ipi     | tp53_aberrant=4 ighv_unmutated=2 b2m=2 advanced_stage=1 age=1
    ball        | b2m=1 hemoglobin=1 ldh=1 time_since_last_therapy_start=1
    mdacc-cll   | age=3 b2m_over_uln=2 lymphocytes=2 sex=1 rai_3_4=1 three_nodal_groups=1
    flipi2      | b2m=1 longest_node=1 marrow_involved=1 hemoglobin=1 age=1
    ipsswm      | age=1 hemoglobin=1 platelets=1 b2m=1 igm=1
    ripsswm     | age=2 b2m=1 albumin=1 ldh=1
    mss-wm      | age=2 albumin=1 ldh=2
    geltamo-ipi | age=2 ecog=2 ann_arbor_3_4=1 ldh=1 b2m=1
    aitl-score  | age=1 ecog=1 crp=1 b2m=1
"""


@pytest.mark.parametrize(("topic", "items"), rows(WORST))
def test_the_points_of_the_worst_inputs_are_the_weights_of_the_publication(topic, items):
    worst = {name: ladder(name, item)[-1] for name, item in TOPICS[topic].inputs.items()}

    points = POINTS[topic](**worst)

    assert " ".join(f"{name}={number}" for name, number in points.items()) == items
