"""`cds_service/web/reference.json`: what the pages at `/rules` and `/transparency` show.

It stands beside the pages because an installed service has neither tests nor changelog.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.docs_pages.rule_entries import REVIEW_FIELDS, ROOT, RuleEntry, entries
from tests.docs_pages.worked_examples import worked_example

# Where a card's explanation names a rule otherwise than its module.
RULE_IDS = {"unusable": "unusable-b2m"}
CHANGES = re.compile(r"^### Clinical changes\n(?P<text>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
RELEASE = re.compile(r"^## (?P<name>.+)$", re.MULTILINE)


def reference_file() -> str:
    """The whole file."""
    groups = [{"title": title, "rules": [*map(_rule, group)]} for title, group in entries()]
    whole = {"groups": groups, "clinical_changes": list(_clinical_changes())}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _rule(entry: RuleEntry) -> dict[str, Any]:
    return {
        "id": RULE_IDS.get(entry.name, entry.name.replace("_", "-")),
        "title": entry.title,
        "text": entry.text,
        "index": entry.is_index,
        "on_by_default": entry.on_by_default,
        "remark": entry.remark,
        "sources": [{"label": source.label, "url": source.url} for source in entry.sources],
        "evidence": entry.evidence,
        "tests": entry.tests,
        "examples": [worked_example(case) for case in entry.cases],
        "review": dict(zip(REVIEW_FIELDS, entry.review, strict=True)),
    }


def _clinical_changes() -> Iterator[dict[str, Any]]:
    """Release by release, what changed in what a clinician may read."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    starts = [*RELEASE.finditer(text)]
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=True):
        if changes := CHANGES.search(text, start.end(), end):
            yield {"release": start["name"], "changes": _items(changes["text"])}


def _items(text: str) -> list[str]:
    return [" ".join(item.split()) for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]
