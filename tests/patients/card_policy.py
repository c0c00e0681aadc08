"""The card policy: what every answer must keep to, however much a chart holds."""

import re
from itertools import pairwise

ORDER = (
    "b2munusable",
    "b2mchangingkidney",
    "b2mmyelomastage",
    "b2mcllrisk",
    "b2mwaldenstromrisk",
    "b2mfollicularrisk",
    "b2mdlbclrisk",
    "b2maitlrisk",
    "b2mkidney",
    "b2murine",
    "b2mdialysis",
    "b2mtrend",
    "b2morderdialysis",
    "b2morderurine",
    "b2morderserum",
)
SUMMARY_BELOW = 140  # characters
TAG = re.compile(r"(?<!\\)<[A-Za-z/!]")
SEPARATOR = re.compile(r"^\|(?: --- \|)+$", re.MULTILINE)


def breaches(cards):
    """What an answer does against the policy; an empty list when it keeps to it."""
    found = [f"{len(cards)} cards"] if len(cards) > 4 else []
    topics = [ORDER.index(card["source"]["topic"]["code"]) for card in cards]
    found += ["cards out of order" for one, other in pairwise(topics) if one >= other]
    return found + [breach for card in cards for breach in _of_card(card)]


def _of_card(card):
    detail, offered = card["detail"], card.get("suggestions", [])
    tables = SEPARATOR.findall(detail)
    about_kidney = any(
        "light chains" in item["label"] or "urine" in item["label"] or "eGFR" in item["label"]
        for item in offered
    )
    return [
        text
        for text, broken in {
            "summary too long": len(card["summary"]) >= SUMMARY_BELOW,
            "more than one table": len(tables) > 1,
            "more than four columns": any(table.count("---") > 4 for table in tables),
            "too many suggestions": len(offered) > (4 if about_kidney else 3),
            "a test offered twice": len({item["label"] for item in offered}) < len(offered),
            "HTML": bool(TAG.search(detail + card["summary"])),
            "Markdown in the summary": bool(re.search(r"[*|\\`]", card["summary"])),
            "indicator critical": card["indicator"] not in {"info", "warning"},
            "empty detail": not detail.strip(),
        }.items()
        if broken
    ]
