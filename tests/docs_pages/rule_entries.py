"""What is known of every rule: its published table, papers, evidence, tests, cases and review."""

import ast
import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.policy import DEFAULT_INDICES
from tests.docs_pages.groups import GROUPS

ROOT = Path(__file__).parents[2]
RULES = ROOT / "cds_service" / "rules"
CASES = ROOT / "tests" / "clinical"
EVIDENCE = ("verified", "secondary", "unverified", "policy")
DOI = re.compile(r"10\.\d{4,9}/[^\s,;]+[^\s,;.)]", re.IGNORECASE)
REVIEW_FIELDS = ("checked_by", "checked_on", "next_review")
INDICES = {rule.rule.replace("-", "_"): rule for rule in (*MYELOMA_RULES, *LYMPHOID_RULES)}


@dataclass(frozen=True)
class Source:
    """A paper and its address, "" where none is verified."""

    label: str
    url: str


@dataclass(frozen=True)
class RuleEntry:
    """One module of the rules as its page shows it."""

    name: str
    title: str
    text: str

    @property
    def is_index(self) -> bool:
        """Is it a published index that a site can switch?"""
        return self.name in INDICES

    @property
    def on_by_default(self) -> bool:
        """Is the index shown unless a site switches it off?"""
        return self.name.replace("_", "-") in DEFAULT_INDICES

    @property
    def remark(self) -> str:
        """The evidence word that cards show with an index."""
        rule = INDICES.get(self.name)
        return rule.evidence_word if rule else ""

    @property
    def sources(self) -> list[Source]:
        """The paper of the index, then whatever else its text names by DOI."""
        rule = INDICES.get(self.name)
        found = [Source(rule.citation.title, rule.citation.url or "")] if rule else []
        known = " ".join(source.url for source in found).lower()
        dois = dict.fromkeys(doi for doi in DOI.findall(self.text) if doi.lower() not in known)
        return [*found, *(Source(f"doi:{doi}", f"https://doi.org/{doi}") for doi in dois)]

    @property
    def evidence(self) -> list[str]:
        """The evidence words that its text uses."""
        return [word for word in EVIDENCE if re.search(rf"\b{word}\b", self.text, re.IGNORECASE)]

    @property
    def tests(self) -> list[str]:
        """The test modules that import it."""
        named = re.compile(rf"rules\.{self.name} import|rules import {self.name}\b")
        return [path for path, text in _tests().items() if named.search(text)]

    @property
    def cases_file(self) -> Path | None:
        """The file of its worked cases."""
        path = CASES / f"{self.name.replace('_', '-')}.json"
        return path if path.exists() else None

    @property
    def cases(self) -> list[dict[str, Any]]:
        """Its worked cases, with their sources."""
        if self.cases_file is None:
            return []
        found: list[dict[str, Any]] = json.loads(self.cases_file.read_text("utf-8"))["cases"]
        return found

    @property
    def review(self) -> tuple[str, ...]:
        """Who checked it, when, and when again; empty until a clinician did."""
        row = _reviews().get(self.name, {})
        return tuple(row.get(field, "") for field in REVIEW_FIELDS)


def entries() -> Iterator[tuple[str, list[RuleEntry]]]:
    """Every rule, group by group in the order of the pages."""
    for title, names in GROUPS.items():
        yield title, [_entry(name) for name in names]


def modules() -> set[str]:
    """Every module of the rules."""
    return {path.stem for path in RULES.glob("*.py")} - {"__init__"}


def _entry(name: str) -> RuleEntry:
    tree = ast.parse((RULES / f"{name}.py").read_text(encoding="utf-8"))
    title, _, text = (ast.get_docstring(tree) or "").partition("\n\n")
    return RuleEntry(name, " ".join(title.split()), text.strip())


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


@cache
def _reviews() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "reviews.csv").open(encoding="utf-8", newline="") as file:
        return {row["rule"]: row for row in csv.DictReader(file)}
