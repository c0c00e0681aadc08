"""`docs/rules.md`: every rule with its published table, paper, evidence, tests and review."""

import csv
import re
from collections import Counter
from dataclasses import fields
from functools import cache

from cds_service.rules.policy import OPTIONAL_INDICES, Policy
from tests.docs_pages.groups import unit_of
from tests.docs_pages.rule_entries import ROOT, RULES, RuleEntry, entries

REVIEW = "| checked_by | checked_on | next_review |\n|---|---|---|\n|  |  |  |"
HEAD = """# Rules

Every rule of `cds_service/rules` with what it was built from. Written by
`python -m tests.docs_pages` from the code and the tests; do not edit it. A clinician who has
checked a rule against its paper enters name and dates in `tests/docs_pages/reviews.csv` and writes
the page again; they then stand in the table under the rule.

The evidence words: **verified** the figure was read in the source itself; **secondary** in a text
that quotes it; **unverified** in neither; **policy** a choice of this project that no publication
makes. The words under a rule are those that its text uses; the text says which figure each belongs
to.
"""


@cache
def rules_page() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, group in entries():
        parts += [f"## {title}\n", *map(_rule, group)]
    return "\n".join([*parts, _policies(), _code_tables()])


def _rule(entry: RuleEntry) -> str:
    parts = [f"### {entry.name}", entry.title, f"```text\n{entry.text}\n```" if entry.text else ""]
    parts += [_cited(entry), _evidence(entry), _tested(entry), _review(entry)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _cited(entry: RuleEntry) -> str:
    papers = [
        f"[{source.label}]({source.url})" if source.url else source.label
        for source in entry.sources
    ]
    return f"Source: {', '.join(papers)}" if papers else ""


def _evidence(entry: RuleEntry) -> str:
    if not entry.evidence and not entry.is_index:
        return ""
    shown = ""
    if entry.is_index:
        shown = " Shown by default." if entry.on_by_default else " Off by default."
    remark = f" On cards: {entry.remark}." if entry.remark else ""
    return f"Evidence: {', '.join(entry.evidence) or 'not marked'}.{shown}{remark}"


def _tested(entry: RuleEntry) -> str:
    tests = [f"`{path}`" for path in entry.tests]
    if entry.cases_file:
        path = entry.cases_file.relative_to(ROOT).as_posix()
        tests.append(f"`{path}` ({len(entry.cases)} cases)")
    return f"Tested in: {', '.join(tests)}" if tests else "Tested through the cards only."


def _review(entry: RuleEntry) -> str:
    if not any(entry.review):
        return REVIEW
    return REVIEW.rpartition("\n")[0] + f"\n| {' | '.join(entry.review)} |"


def _policies() -> str:
    """The choices that no publication decides, with name, default and unit."""
    source = (RULES / "policy.py").read_text(encoding="utf-8")
    lines = [
        "## Policies\n",
        "Set by a site in `[policy]` and `[indices]` of its settings. Indices that are off until a",
        f"site wants them: {', '.join(sorted(OPTIONAL_INDICES))}.\n",
        "| policy | default | unit | row |",
        "|---|---|---|---|",
    ]
    for item in fields(Policy):
        row = re.search(rf"^    {item.name}: .*#\s*(.+)$", source, re.MULTILINE)
        cells = (f"`{item.name}`", _shown(item.default), unit_of(item.name), row[1] if row else "")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", REVIEW, ""])


def _shown(default: object) -> str:
    if isinstance(default, frozenset):
        return ", ".join(sorted(default))
    if isinstance(default, bool):
        return "on" if default else "off"
    return "none" if default is None else str(default)


def _code_tables() -> str:
    lines = [
        "## Code tables\n",
        "How many codes each table maps, how far they were verified, and how many were checked.\n",
        "| table | rows | confidence | checked | next review set |",
        "|---|---|---|---|---|",
    ]
    for path in sorted((ROOT / "fhir_mappings").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        words = Counter(row["confidence"] for row in rows if row.get("confidence"))
        confidence = ", ".join(f"{word} {count}" for word, count in sorted(words.items())) or "-"
        checked = [sum(bool(row.get(key)) for row in rows) for key in ("checked_by", "next_review")]
        cells = (f"`fhir_mappings/{path.name}`", len(rows), confidence, *checked)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join([*lines, ""])
