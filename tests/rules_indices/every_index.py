"""All indices, by the topic of their clinical cases."""

from itertools import product
from typing import Any

from cds_service.rules.aitl_score import AITL_SCORE
from cds_service.rules.ball import BALL
from cds_service.rules.cll_ipi import CLL_IPI
from cds_service.rules.flipi2 import FLIPI2
from cds_service.rules.geltamo_ipi import GELTAMO_IPI
from cds_service.rules.ims_2025 import IMS_2025, IMS_CRITERION_4
from cds_service.rules.ipsswm import IPSSWM
from cds_service.rules.iss import ISS
from cds_service.rules.mass import MASS
from cds_service.rules.mdacc_cll import MDACC_CLL
from cds_service.rules.mss_wm import MSS_WM
from cds_service.rules.possible import Choice, Index, Number
from cds_service.rules.prima_pi import PRIMA_PI
from cds_service.rules.r2_iss import R2_ISS
from cds_service.rules.r_iss import R_ISS
from cds_service.rules.ripsswm import RIPSSWM

TOPICS = {
    "iss": ISS,
    "r-iss": R_ISS,
    "r2-iss": R2_ISS,
    "ims-2025": IMS_2025,
    "mass": MASS,
    "cll-ipi": CLL_IPI,
    "ball": BALL,
    "mdacc-cll": MDACC_CLL,
    "flipi2": FLIPI2,
    "prima-pi": PRIMA_PI,
    "ipsswm": IPSSWM,
    "ripsswm": RIPSSWM,
    "mss-wm": MSS_WM,
    "geltamo-ipi": GELTAMO_IPI,
    "aitl-score": AITL_SCORE,
}
INDICES = {**TOPICS, "ims-2025 criterion 4": IMS_CRITERION_4}

WORSE_WHEN_LOW = {
    "albumin",
    "creatinine",
    "hemoglobin",
    "platelets",
    "time_since_last_therapy_start",
}


def ladder(name: str, item: Number | Choice) -> list[Any]:
    """A value of every cell of an input, from best to worst."""
    if isinstance(item, Choice):
        return list(item.options)
    samples = [item.sample(cell) for cell in item.cells(None)]
    return sorted(samples, reverse=name in WORSE_WHEN_LOW)


def others(index: Index, name: str) -> list[dict[str, Any]]:
    """Every combination of values of the inputs other than one."""
    ladders = {key: ladder(key, item) for key, item in index.inputs.items() if key != name}
    return [dict(zip(ladders, row, strict=True)) for row in product(*ladders.values())]
