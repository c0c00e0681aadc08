"""The worked cases of a rule in words: what goes in, what comes out, and whose figures they are."""

from collections.abc import Iterator, Mapping
from typing import Any

UNITLESS = {"a": "years", "mo": "months", "1": "", "{score}": "", "[pH]": "", "{xULN}": "times"}
WORDS = {
    "b2m": "B2M",
    "ldh": "LDH",
    "egfr": "eGFR",
    "ecog": "ECOG",
    "igm": "IgM",
    "crp": "CRP",
    "ph": "pH",
}
NAMES = {
    "del17p": "del(17p)",
    "tp53_mutation": "TP53 mutation",
    "tp53_aberrant": "TP53 aberrant",
    "t_4_14": "t(4;14)",
    "t_14_16": "t(14;16)",
    "t_14_20": "t(14;20)",
    "gain_1q": "1q gain",
    "del_1p32": "del(1p32)",
    "high_risk_igh_translocation": "high-risk IgH translocation",
    "ighv_unmutated": "IGHV unmutated",
    "rai_3_4": "Rai III or IV",
    "ann_arbor_3_4": "Ann Arbor III or IV",
    "b2m_over_uln": "B2M over its limit",
}
TRUTH = {True: "yes", False: "no"}


def worked_example(case: Mapping[str, Any]) -> dict[str, str]:
    """One case as a row of text."""
    return {
        "id": case["id"],
        "given": ", ".join(_given(case["inputs"])) or "nothing known",
        "expected": "; ".join(_expected(case["expected"])),
        "note": case.get("note", ""),
        "source": case["source"],
        "confidence": case["confidence"],
    }


def _given(inputs: Mapping[str, Any]) -> Iterator[str]:
    for name, value in inputs.items():
        colon = ":" if isinstance(value, (bool, str, list)) else ""
        yield f"{_words(name)}{colon} {_text(value)}"


def _expected(expected: Mapping[str, Any]) -> Iterator[str]:
    if "possible" in expected:
        yield " or ".join(expected["possible"]) or "no group"
        if expected.get("missing"):
            yield f"missing: {', '.join(map(_words, expected['missing']))}"
    for name, value in expected.items():
        if name not in {"possible", "missing", "determined"} and value not in (None, [], ""):
            yield f"{_words(name)}: {_text(value)}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return TRUTH[value]
    if isinstance(value, Mapping) and "value" in value:
        unit = str(value.get("unit", ""))
        shown = (value.get("comparator"), value.get("effective"), _text(value["value"]))
        return " ".join(str(part) for part in (*shown, UNITLESS.get(unit, unit)) if part)
    if isinstance(value, Mapping):
        return ", ".join(_given(value))
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return str(value)


def _words(name: str) -> str:
    return NAMES.get(name) or " ".join(WORDS.get(word, word) for word in name.split("_"))
