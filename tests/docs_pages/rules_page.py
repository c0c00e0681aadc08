"""`docs/rules.md`: every rule with its published table, paper, evidence, tests and review."""

import ast
import csv
import json
import re
from collections import Counter
from dataclasses import fields
from functools import cache
from pathlib import Path

from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES, Policy
from tests.docs_pages.groups import GROUPS, unit_of

ROOT = Path(__file__).parents[2]
RULES = ROOT / "cds_service" / "rules"
EVIDENCE = ("verified", "secondary", "unverified", "policy")
DOI = re.compile(r"10\.\d{4,9}/[^\s,;]+[^\s,;.)]", re.IGNORECASE)
REVIEW = "| checked_by | checked_on | next_review |\n|---|---|---|\n|  |  |  |"
INDICES = {rule.rule.replace("-", "_"): rule for rule in (*MYELOMA_RULES, *LYMPHOID_RULES)}
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
    for title, modules in GROUPS.items():
        parts += [f"## {title}\n", *(_rule(name) for name in modules)]
    return "\n".join([*parts, _policies(), _code_tables()])


def modules() -> set[str]:
    """Every module of the rules."""
    return {path.stem for path in RULES.glob("*.py")} - {"__init__"}


def _rule(name: str) -> str:
    title, text = _docstring(name)
    parts = [f"### {name}", title, f"```text\n{text}\n```" if text else ""]
    parts += [_cited(name, text), _evidence(name, text), _tested(name), _review(name)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _docstring(name: str) -> tuple[str, str]:
    tree = ast.parse((RULES / f"{name}.py").read_text(encoding="utf-8"))
    title, _, text = (ast.get_docstring(tree) or "").partition("\n\n")
    return " ".join(title.split()), text.strip()


def _cited(name: str, text: str) -> str:
    rule = INDICES.get(name)
    papers = [f"[{rule.citation.title}]({rule.citation.url})"] if rule and rule.citation.url else []
    papers += [rule.citation.title] if rule and not rule.citation.url else []
    known = " ".join(papers).lower()
    dois = dict.fromkeys(doi for doi in DOI.findall(text) if doi.lower() not in known)
    papers += [f"[doi:{doi}](https://doi.org/{doi})" for doi in dois]
    return f"Source: {', '.join(papers)}" if papers else ""


def _evidence(name: str, text: str) -> str:
    words = [word for word in EVIDENCE if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
    rule = INDICES.get(name)
    shown = ""
    if rule:
        shown = (
            " Shown by default."
            if name.replace("_", "-") in DEFAULT_INDICES
            else " Off by default."
        )
    remark = f" On cards: {rule.evidence_word}." if rule and rule.evidence_word else ""
    return f"Evidence: {', '.join(words) or 'not marked'}.{shown}{remark}" if words or rule else ""


def _tested(name: str) -> str:
    named = re.compile(rf"rules\.{name} import|rules import {name}\b")
    tests = [f"`{path}`" for path, text in _tests().items() if named.search(text)]
    cases = ROOT / "tests" / "clinical" / f"{name.replace('_', '-')}.json"
    if cases.exists():
        count = len(json.loads(cases.read_text(encoding="utf-8"))["cases"])
        tests.append(f"`{cases.relative_to(ROOT).as_posix()}` ({count} cases)")
    return f"Tested in: {', '.join(tests)}" if tests else "Tested through the cards only."


@cache
def _tests() -> dict[str, str]:
    """Every test module with its text."""
    found = sorted((ROOT / "tests").rglob("test_*.py"))
    found += sorted((ROOT / "tests" / "clinical_cases").glob("*_topics.py"))
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in found
        if "docs_pages" not in path.parts
    }


def _review(name: str) -> str:
    with (Path(__file__).parent / "reviews.csv").open(encoding="utf-8", newline="") as file:
        done = {row["rule"]: row for row in csv.DictReader(file)}
    if name not in done:
        return REVIEW
    row = done[name]
    cells = " | ".join(row[key] for key in ("checked_by", "checked_on", "next_review"))
    return REVIEW.rpartition("\n")[0] + f"\n| {cells} |"


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
