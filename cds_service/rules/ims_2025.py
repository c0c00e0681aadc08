"""IMS/IMWG consensus genomic staging, newly diagnosed multiple myeloma. Avet-Loiseau 2025.

High-risk if any of
1  del(17p) in more than 20 % of the clone, or a TP53 mutation
2  t(4;14), t(14;16) or t(14;20), together with 1q gain or del(1p32)
3  biallelic del(1p32), or monoallelic del(1p32) with 1q gain
4  B2M >= 5.5 mg/L with normal creatinine (< 1.2 mg/dL)
Not high-risk if all four are false; otherwise undetermined.

J Clin Oncol 43:2739, doi:10.1200/JCO-24-01893; criteria verified in the documentation of the
MMRF's own implementation, secondary in the news. The content of the erratum
(doi:10.1200/JCO-25-01367) was not seen. The fixed creatinine cut is not adjusted for sex, ancestry
or muscle mass. Samples and genetics from before first therapy.

`del17p` is "present" above 20 % of the clone and "absent" below. Patient pages print ">= 20 %", so
exactly 20 % is undetermined (policy P-14): whoever maps a report leaves both options open then,
and likewise for a del(17p) reported without a percentage.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict, Unpack

from cds_service.rules.options import MARKER, YES_NO
from cds_service.rules.possible import Choice, Index, Number

B2M_HIGH_FROM = Decimal("5.5")  # mg/L
CREATININE_NORMAL_BELOW = Decimal("1.2")  # mg/dL

TRANSLOCATIONS = ("t_4_14", "t_14_16", "t_14_20")
DEL_1P32 = Choice(("none", "mono", "bi"))  # alleles lost


class Genetics(TypedDict):
    """Lesions of the plasma cells: each "absent" or "present", del(1p32) none, mono or bi."""

    del17p: str
    tp53_mutation: str
    t_4_14: str
    t_14_16: str
    t_14_20: str
    gain_1q: str
    del_1p32: str


def tp53_lost(del17p: str, tp53_mutation: str) -> bool:
    """Criterion 1."""
    return "present" in (del17p, tp53_mutation)


def translocation_with_chromosome_1(translocated: bool, gain_1q: str, del_1p32: str) -> bool:
    """Criterion 2; `translocated`: any of t(4;14), t(14;16), t(14;20)."""
    return translocated and (gain_1q == "present" or del_1p32 != "none")


def chromosome_1_lesions(gain_1q: str, del_1p32: str) -> bool:
    """Criterion 3."""
    return del_1p32 == "bi" or (del_1p32 == "mono" and gain_1q == "present")


def b2m_with_normal_creatinine(b2m: Decimal, creatinine: Decimal) -> bool:
    """Criterion 4, from serum B2M in mg/L and serum creatinine in mg/dL."""
    return b2m >= B2M_HIGH_FROM and creatinine < CREATININE_NORMAL_BELOW


def ims_2025_criteria(
    b2m: Decimal, creatinine: Decimal, **found: Unpack[Genetics]
) -> tuple[int, ...]:
    """The numbers of the criteria that are met."""
    gain_1q, del_1p32 = found["gain_1q"], found["del_1p32"]
    translocated = "present" in (found["t_4_14"], found["t_14_16"], found["t_14_20"])
    met = (
        tp53_lost(found["del17p"], found["tp53_mutation"]),
        translocation_with_chromosome_1(translocated, gain_1q, del_1p32),
        chromosome_1_lesions(gain_1q, del_1p32),
        b2m_with_normal_creatinine(b2m, creatinine),
    )
    return tuple(number for number, holds in enumerate(met, start=1) if holds)


def ims_2025_group(b2m: Decimal, creatinine: Decimal, **found: Unpack[Genetics]) -> str:
    """High-risk by any criterion."""
    return "high-risk" if ims_2025_criteria(b2m, creatinine, **found) else "not-high-risk"


def _criterion_4(b2m: Decimal, creatinine: Decimal) -> str:
    return "yes" if b2m_with_normal_creatinine(b2m, creatinine) else "no"


IMS_CRITERION_4 = Index(
    classify=_criterion_4,
    inputs={
        "b2m": Number((B2M_HIGH_FROM,)),
        "creatinine": Number((CREATININE_NORMAL_BELOW,)),
    },
    groups=YES_NO.options,
)

IMS_2025 = Index(
    classify=ims_2025_group,
    inputs={
        **IMS_CRITERION_4.inputs,
        "del17p": MARKER,
        "tp53_mutation": MARKER,
        **dict.fromkeys(TRANSLOCATIONS, MARKER),
        "gain_1q": MARKER,
        "del_1p32": DEL_1P32,
    },
    groups=("not-high-risk", "high-risk"),
)
