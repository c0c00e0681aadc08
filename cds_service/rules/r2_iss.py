"""Second Revision of the ISS (R2-ISS), newly diagnosed multiple myeloma. D'Agostino 2022.

ISS II                                       1
ISS III                                      1.5
del(17p)                                     1
LDH above the laboratory's limit             1
t(4;14)                                      1
1q gain or amplification (3 copies or more)  0.5

I: 0    II: 0.5 to 1    III: 1.5 to 2.5    IV: 3 to 5

J Clin Oncol 40:3406, doi:10.1200/JCO.21.02614; points and groups verified. The content of the
erratum (doi:10.1200/JCO.22.02228) was not seen; later papers agree with the table. t(14;16) is not
used. One news summary leaves out t(4;14) = 1; doi:10.1038/s41408-025-01268-y confirms it. Samples
before first therapy; FISH on plasma cells at diagnosis; a marker not tested is unknown.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.iss import ISS, iss_stage
from cds_service.rules.options import AGAINST_LIMIT, MARKER
from cds_service.rules.possible import Index
from cds_service.rules.score import grouped

NONE, HALF, ONE = Decimal(0), Decimal("0.5"), Decimal(1)
ISS_POINTS = {"I": NONE, "II": ONE, "III": Decimal("1.5")}
LOWEST_TOTAL = {"I": NONE, "II": HALF, "III": Decimal("1.5"), "IV": Decimal(3)}


def r2_iss_points(
    b2m: Decimal, albumin: Decimal, ldh: str, del17p: str, t_4_14: str, gain_1q: str
) -> dict[str, Decimal]:
    """Points of each item; B2M in mg/L and albumin in g/L count through the ISS stage."""
    return {
        "iss": ISS_POINTS[iss_stage(b2m, albumin)],
        "del17p": ONE if del17p == "present" else NONE,
        "ldh": ONE if ldh == "high" else NONE,
        "t_4_14": ONE if t_4_14 == "present" else NONE,
        "gain_1q": HALF if gain_1q == "present" else NONE,
    }


r2_iss_group = grouped(r2_iss_points, LOWEST_TOTAL)

R2_ISS = Index(
    classify=r2_iss_group,
    inputs={
        **ISS.inputs,
        "ldh": AGAINST_LIMIT,
        "del17p": MARKER,
        "t_4_14": MARKER,
        "gain_1q": MARKER,
    },
    groups=tuple(LOWEST_TOTAL),
)
