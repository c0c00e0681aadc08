"""Why a clinician sets a card aside: the coded reasons on each card, and how long one lasts.

https://cds-hooks.hl7.org/2.0/#overridereason. A lasting reason keeps the same card quiet for the
same patient while its evidence stays the same, at most for `days` where a number is given. Codes
are alphanumeric and stable: clients store them, and feedback comes back with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cds_service.rules.finding import STAGING, Story

EVERY_STORY = frozenset(Story)
PLACEHOLDER_BASE = "https://b2m-cds.example.org"


@dataclass(frozen=True)
class OverrideReason:
    """One reason. `stories`: the cards that offer it; `with_suggestions`: only those of them that
    suggest an order."""

    code: str
    display: str
    stories: frozenset[Story] = EVERY_STORY
    with_suggestions: bool = False
    lasting: bool = True
    days: int | None = None

    def keeps_quiet(self, since_override: timedelta) -> bool:
        """Does the card stay away so long after the override, if its evidence is unchanged?"""
        within = self.days is None or since_override <= timedelta(days=self.days)
        return self.lasting and within


OVERRIDE_REASONS = (
    OverrideReason("alreadystaged", "Stage already recorded", STAGING),
    OverrideReason("notthisdisease", "Not this disease", STAGING),
    OverrideReason("aftertherapy", "Sample taken after treatment started", STAGING),
    OverrideReason("renalcause", "B2M rise explained by kidney disease", STAGING | {Story.KIDNEY}),
    OverrideReason(
        "knowncause",
        "Cause already known",
        frozenset({Story.KIDNEY, Story.URINE, Story.DIALYSIS}),
    ),
    OverrideReason("doneelsewhere", "Done elsewhere", with_suggestions=True),
    OverrideReason("notindicated", "Not indicated", with_suggestions=True, days=90),
    OverrideReason("notnow", "Not now", lasting=False),
)
BY_CODE: Mapping[str, OverrideReason] = {reason.code: reason for reason in OVERRIDE_REASONS}


def reason_system(public_base_url: str) -> str:
    """The code system of the reasons, under the address by which clients know this service."""
    return f"{public_base_url or PLACEHOLDER_BASE}/override-reasons"


def offered_reasons(
    story: Story, public_base_url: str, *, with_suggestions: bool
) -> list[dict[str, str]]:
    """`card.overrideReasons` of one card."""
    system = reason_system(public_base_url)
    return [
        {"system": system, "code": reason.code, "display": reason.display}
        for reason in OVERRIDE_REASONS
        if story in reason.stories and (with_suggestions or not reason.with_suggestions)
    ]
