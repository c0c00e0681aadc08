"""Which codes and words name a staging scheme and its groups (`staging.csv`).

Codes are NCIt, SNOMED CT and LOINC. Words are the last resort: a scheme as a whole word (R2-ISS
before R-ISS before ISS), then one group as a whole word in capitals; words that may negate or join
two groups make the text unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.codes import table
from fhir_mappings.model import Scheme

SCHEMES = (
    (
        Scheme.R2_ISS,
        r"r2[- ]?iss|second revision (?:of the )?(?:iss|international staging system)",
    ),
    (Scheme.R_ISS, r"r[- ]?iss|revised (?:iss|international staging system)"),
    (Scheme.ISS, r"iss|international staging system"),
    (Scheme.DURIE_SALMON, r"durie[- ]salmon"),
    (Scheme.RAI, r"rai"),
    (Scheme.BINET, r"binet"),
    (Scheme.LYMPHOMA, r"ann arbor|lugano"),
)
NAMED = re.compile(
    r"\b(?:" + "|".join(f"(?P<{scheme.name}>{words})" for scheme, words in SCHEMES) + r")\b",
    re.IGNORECASE,
)
ROMAN = re.compile(r"\b(0|IV|III|II|I)[ABESX]*\b")
LETTER = re.compile(r"(?:\b(?i:stage|binet)[\s:]+(?=[ABC]\b)|^[\s:]*(?=[ABC]$))([ABC])")
DOUBTFUL = re.compile(
    r"\b(?:no|not|without|unknown|pending|excluded|unless|if|or|to|versus|vs|unlikely)\b|[/?]",
    re.IGNORECASE,
)
GROUPS = {
    **{key: {"I", "II", "III"} for key in (Scheme.ISS, Scheme.R_ISS, Scheme.DURIE_SALMON)},
    Scheme.R2_ISS: {"I", "II", "III", "IV"},
    Scheme.RAI: {"0", "I", "II", "III", "IV"},
    Scheme.BINET: {"A", "B", "C"},
    Scheme.LYMPHOMA: {"I", "II", "III", "IV"},
}


@dataclass(frozen=True)
class StageCode:
    """One row of `staging.csv`: what a coding says; scheme None when it fits any cancer."""

    element: str
    scheme: Scheme | None
    group: str


def stage_codes(codings: Iterable[dict[str, Any]], *elements: str) -> list[StageCode]:
    """What codings say as one of these elements ("code", "value", "method")."""
    known = _known()
    found = (known.get((str(item.get("system")), str(item.get("code")))) for item in codings)
    return [row for row in found if row is not None and row.element in elements]


def named_schemes(words: str) -> set[Scheme]:
    """The schemes a text names."""
    return {Scheme[str(match.lastgroup)] for match in NAMED.finditer(words)}


def worded_stages(words: str) -> dict[Scheme, str]:
    """Scheme and group as a text gives them, each scheme with the words that follow it."""
    found = list(NAMED.finditer(words))
    if len(found) == 1:
        texts = [f"{words[: found[0].start()]} {words[found[0].end() :]}"]
    else:
        ends = [*(match.start() for match in found[1:]), len(words)]
        texts = [words[match.end() : end] for match, end in zip(found, ends, strict=False)]
    stages = {}
    for match, text in zip(found, texts, strict=True):
        scheme = Scheme[str(match.lastgroup)]
        if group := worded_group(text, scheme):
            stages[scheme] = group
    return stages


def worded_group(words: str, scheme: Scheme) -> str:
    """The one group of a scheme that words name; "" when none, several or a doubtful one."""
    pattern = LETTER if scheme is Scheme.BINET else ROMAN
    named = set(pattern.findall(words.strip())) & GROUPS[scheme]
    return named.pop() if len(named) == 1 and not DOUBTFUL.search(words) else ""


@cache
def _known() -> dict[tuple[str, str], StageCode]:
    return {
        (row["system"], row["code"]): StageCode(
            row["element"], Scheme[row["scheme"]] if row["scheme"] else None, row["group"]
        )
        for row in table("staging.csv")
    }


def stage_observation_codes() -> tuple[str, ...]:
    """The codes under which a stage is looked for, as search tokens (`system|code`)."""
    rows = (row for row in table("staging.csv") if row["element"] == "code" and row["scheme"])
    return tuple(dict.fromkeys(f"{row['system']}|{row['code']}" for row in rows))
