"""The rule reference as the pages show it: generated from rules and tests, see `docs/rules.md`."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

# Rules of which several stand on one page, under the id that the cards name.
ON_PAGE = {
    "order-serum-b2m": "order-staging",
    "order-work-up": "order-staging",
    "order-urine-b2m": "order-urine",
}
Rule = dict[str, Any]
Group = dict[str, Any]


@cache
def reference() -> dict[str, Any]:
    """`groups` of rules in the order of the pages, and `clinical_changes` by release."""
    text = (files("cds_service.web") / "reference.json").read_text(encoding="utf-8")
    whole: dict[str, Any] = json.loads(text)
    for group in whole["groups"]:
        group["slug"] = re.sub(r"\W+", "-", group["title"].lower()).strip("-")
        for rule in group["rules"]:
            rule["blocks"] = [*map(_block, filter(None, rule["text"].split("\n\n")))]
    return whole


def _block(text: str) -> dict[str, Any]:
    """A paragraph of the text of a rule, or a table that its columns' spaces give away."""
    lines = text.splitlines()
    prose = len(lines) > 1 and not any("  " in line for line in lines) and text.endswith(".")
    return {"table": not prose, "text": text}


def find_rule(rule_id: str) -> tuple[Group, Rule] | None:
    """A rule with its group; None when there is none of this id."""
    rule_id = ON_PAGE.get(rule_id, rule_id)
    for group in reference()["groups"]:
        for rule in group["rules"]:
            if rule["id"] == rule_id:
                return group, rule
    return None
