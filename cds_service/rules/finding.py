"""What a rule gives back: pure data, worded for a clinician, turned into cards elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from fhir_mappings.model import LabResult, LabTest, MarkerResult, Unusable


class Story(Enum):
    """Findings of one story share a card; the order here is the order on the page."""

    UNUSABLE = "unusable"
    CHANGING_KIDNEY = "changing-kidney"
    MYELOMA = "myeloma"
    CLL = "cll"
    WALDENSTROM = "waldenstrom"
    FOLLICULAR = "follicular"
    DLBCL = "dlbcl"
    AITL = "aitl"
    KIDNEY = "kidney"
    URINE = "urine"
    DIALYSIS = "dialysis"
    TREND = "trend"
    ORDER_DIALYSIS = "order-dialysis"
    ORDER_URINE = "order-urine"
    ORDER_SERUM = "order-serum"

    @property
    def stages(self) -> bool:
        """Is this the staging of a disease?"""
        return self in STAGING


STAGING = frozenset(
    {Story.MYELOMA, Story.CLL, Story.WALDENSTROM, Story.FOLLICULAR, Story.DLBCL, Story.AITL}
)


@dataclass(frozen=True)
class Citation:
    """A publication: its short and full name on a card, and where it is found ("" if unsure)."""

    label: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Companion:
    """A test whose result could change what the card says. `code` is its LOINC order code, "" when
    none is verified; `specialist`: invasive or a specialist's decision, suggested last; `parts`:
    what of a panel is wanted, joined where several indices want the same panel."""

    test: LabTest = field(kw_only=True)
    code: str
    display: str
    label: str
    text: str
    reason: str
    recommended: bool = False
    about_kidney: bool = False
    specialist: bool = False
    parts: tuple[str, ...] = ()

    @property
    def order(self) -> str:
        """The order in words, with the parts that are wanted."""
        return f"{self.text}: {', '.join(self.parts)}" if self.parts else self.text


@dataclass(frozen=True)
class Computed:
    """A number worked out from a result and shown among the inputs (for example an eGFR)."""

    label: str
    text: str
    unit: str
    method: str
    source: LabResult


@dataclass(frozen=True)
class Finding:
    """One rule's reading of a chart, in plain text.

    `headline` opens the card's summary, `condition` qualifies it ("if untreated then"), `tail` is
    what a reader who stops there must not miss; `summary` replaces the three where it is set.
    `index` and `result` are the row in the table of indices. `statements` explain the result,
    `kidney` is what the kidney does to the number, `caveats` qualify the reading, `limits` close
    it. `evidence` and `computed` are the inputs; `beside` are those the summary names beside B2M.
    `possible` holds the groups still possible in the order of the publication, `missing` the inputs
    without a usable result, `needed` those whose value could change the answer, `companions` the
    tests that would supply them; their draft orders name `because` (references) as reason and
    `occurrence` (FHIR dateTime) as the time. `as_recorded`: the chart holds the same stage;
    `unrecorded`: high-risk by a definition that no chart can hold.
    """

    rule: str
    story: Story
    headline: str
    citations: tuple[Citation, ...]
    summary: str = ""
    condition: str = ""
    tail: str = ""
    index: str = ""
    result: str = ""
    statements: tuple[str, ...] = ()
    kidney: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    limits: str = ""
    evidence: tuple[LabResult, ...] = ()
    beside: tuple[LabResult, ...] = ()
    computed: tuple[Computed, ...] = ()
    markers: tuple[MarkerResult, ...] = ()
    possible: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    companions: tuple[Companion, ...] = ()
    because: tuple[str, ...] = ()
    occurrence: str = ""
    set_aside: tuple[Unusable, ...] = ()
    reasons: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    discordant: str = ""
    as_recorded: bool = False
    unrecorded: bool = False
    indicator: str = "info"

    @property
    def settled(self) -> bool:
        """Does the reading leave exactly one group?"""
        return len(self.possible) == 1
