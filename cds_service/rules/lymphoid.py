"""CLL, Waldenström macroglobulinaemia and lymphoma: the indices with B2M.

On by default: CLL-IPI, IPSSWM, FLIPI2, PRIMA-PI. The others are shown only where a site switches
them on, with the evidence word of their weights or cut-offs.
"""

from __future__ import annotations

from cds_service.rules.aitl_score import AITL_SCORE
from cds_service.rules.ball import BALL
from cds_service.rules.citations import (
    ADVANI_2021,
    BACHY_2018,
    CLL_IPI_2016,
    FEDERICO_2009,
    KASTRITIS_2019,
    MONTALBAN_2017,
    MOREL_2009,
    SOUMERAI_2019,
    WIERDA_2007,
)
from cds_service.rules.cll_ipi import CLL_IPI
from cds_service.rules.cll_items import cll_rows, cll_totals
from cds_service.rules.companions import ighv_in_words
from cds_service.rules.finding import Story
from cds_service.rules.flipi2 import FLIPI2
from cds_service.rules.geltamo_ipi import GELTAMO_IPI
from cds_service.rules.index_rule import IndexRule
from cds_service.rules.ipsswm import IPSSWM
from cds_service.rules.mdacc_cll import MDACC_CLL
from cds_service.rules.other_facts import b2m_over_limit, months_since_therapy, rai_3_or_4
from cds_service.rules.populations import AITL, CLL, DLBCL, FOLLICULAR, WALDENSTROM
from cds_service.rules.prima_pi import PRIMA_PI
from cds_service.rules.reading import Reading
from cds_service.rules.ripsswm import RIPSSWM

CLL_ERA = "CLL-IPI was built in untreated patients of trials from the chemo(immuno)therapy era."
FISH_ONLY = (
    "TP53 counts as normal only if FISH for 17p and sequencing are both negative; only one of them "
    "is known."
)
NEEDS_EXAMINATION = "Rai and Binet need an examination; blood counts alone cannot rule them out."
IGHV_IN_WORDS = "An IGHV report is on file in words, which are not read: see the report."
FIRST_LINE = "FLIPI2 is for patients starting first-line therapy."
WITH_SYMPTOMS = "IPSSWM is for symptomatic patients starting first-line therapy."
IMMUNOCHEMOTHERAPY = "PRIMA-PI was built under first-line immunochemotherapy."
R_CHEMOTHERAPY = "GELTAMO-IPI was built under R-chemotherapy."
NO_B2M_IN_MSS = "The newest Waldenström score (MSS-WM, 2024) no longer uses B2M."
MARROW_NOT_NEEDED = "B2M above 3 mg/L is PRIMA-PI high without a marrow result."


def _cll_why(reading: Reading) -> tuple[str, ...]:
    fact = reading.facts["tp53_aberrant"]
    half = (FISH_ONLY,) if fact.markers and fact.known is None else ()
    stage = (NEEDS_EXAMINATION,) if "advanced_stage" in reading.needed else ()
    words = (IGHV_IN_WORDS,) if ighv_in_words(reading.case.chart) else ()
    return (*cll_totals(reading), *half, *words, *stage, CLL_ERA)


def _waldenstrom_why(_reading: Reading) -> tuple[str, ...]:
    return (WITH_SYMPTOMS, NO_B2M_IN_MSS)


def _flipi2_why(_reading: Reading) -> tuple[str, ...]:
    return (FIRST_LINE,)


def _prima_why(reading: Reading) -> tuple[str, ...]:
    settled = (MARROW_NOT_NEEDED,) if reading.possible == ("high",) else ()
    return (*settled, IMMUNOCHEMOTHERAPY)


def _geltamo_why(_reading: Reading) -> tuple[str, ...]:
    return (R_CHEMOTHERAPY,)


def _nothing(_reading: Reading) -> tuple[str, ...]:
    return ()


cll_ipi = IndexRule(
    "cll-ipi", "CLL-IPI", CLL_IPI, CLL, Story.CLL, CLL_IPI_2016, _cll_why, items=cll_rows
)
ball = IndexRule(
    "ball",
    "BALL",
    BALL,
    CLL,
    Story.CLL,
    SOUMERAI_2019,
    _nothing,
    overrides={"time_since_last_therapy_start": months_since_therapy},
    evidence_word="its B2M cut-off was seen in secondary sources only",
    relapsed=True,
)
mdacc_cll = IndexRule(
    "mdacc-cll",
    "MDACC index",
    MDACC_CLL,
    CLL,
    Story.CLL,
    WIERDA_2007,
    _nothing,
    overrides={"b2m_over_uln": b2m_over_limit, "rai_3_4": rai_3_or_4},
    evidence_word="its points were seen in secondary sources only",
)
ipsswm = IndexRule(
    "ipsswm", "IPSSWM", IPSSWM, WALDENSTROM, Story.WALDENSTROM, MOREL_2009, _waldenstrom_why
)
ripsswm = IndexRule(
    "ripsswm",
    "rIPSSWM",
    RIPSSWM,
    WALDENSTROM,
    Story.WALDENSTROM,
    KASTRITIS_2019,
    _nothing,
    evidence_word="its age points were seen in secondary sources only; the absolute LDH limit of "
    "250 U/L depends on the assay",
)
flipi2 = IndexRule(
    "flipi2", "FLIPI2", FLIPI2, FOLLICULAR, Story.FOLLICULAR, FEDERICO_2009, _flipi2_why
)
prima_pi = IndexRule(
    "prima-pi", "PRIMA-PI", PRIMA_PI, FOLLICULAR, Story.FOLLICULAR, BACHY_2018, _prima_why
)
geltamo_ipi = IndexRule(
    "geltamo-ipi",
    "GELTAMO-IPI",
    GELTAMO_IPI,
    DLBCL,
    Story.DLBCL,
    MONTALBAN_2017,
    _geltamo_why,
    evidence_word="its weights were seen in a meeting abstract",
)
aitl_score = IndexRule(
    "aitl-score",
    "AITL score",
    AITL_SCORE,
    AITL,
    Story.AITL,
    ADVANI_2021,
    _nothing,
    evidence_word="the bounds of its groups are unverified",
)

LYMPHOID_RULES = (
    cll_ipi,
    ball,
    mdacc_cll,
    ipsswm,
    ripsswm,
    flipi2,
    prima_pi,
    geltamo_ipi,
    aitl_score,
)
