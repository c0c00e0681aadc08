"""The id of a card: derived, so that nothing has to be kept when a card is shown (docs/adr/0016).

A UUID of version 8 (RFC 9562, 5.8). One byte is the number of the rule that leads the card; the
other 114 free bits come from an HMAC-SHA-256 of patient, rules and evidence under the site's key.
The same evidence gives the same id again; nobody without the key can find a patient by one.

    byte   0 .. 5   6            7        8            9 .. 15
           HMAC     8 and HMAC   number   2 bits, HMAC HMAC
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cds_service.explanation import computed_of, inputs_of
from cds_service.rules.finding import Finding, Story

NUMBER_BYTE = 7
OUR_VERSION = 8
# Where the two stand in the text of an id.
VERSION_DIGIT = 14
NUMBER_DIGITS = slice(16, 18)


@dataclass(frozen=True)
class LeadingRule:
    """The rule that a card opens with, and the story that the card tells."""

    rule: str
    story: Story


# Published numbers: feedback of years ago is read by them. Add at the end, never reuse one.
NUMBERED: Mapping[int, LeadingRule] = {
    1: LeadingRule("unusable-b2m", Story.UNUSABLE),
    2: LeadingRule("changing-kidney", Story.CHANGING_KIDNEY),
    3: LeadingRule("iss", Story.MYELOMA),
    4: LeadingRule("ims-2025", Story.MYELOMA),
    5: LeadingRule("r-iss", Story.MYELOMA),
    6: LeadingRule("r2-iss", Story.MYELOMA),
    7: LeadingRule("mass", Story.MYELOMA),
    8: LeadingRule("cll-ipi", Story.CLL),
    9: LeadingRule("ball", Story.CLL),
    10: LeadingRule("mdacc-cll", Story.CLL),
    11: LeadingRule("ipsswm", Story.WALDENSTROM),
    12: LeadingRule("ripsswm", Story.WALDENSTROM),
    13: LeadingRule("flipi2", Story.FOLLICULAR),
    14: LeadingRule("prima-pi", Story.FOLLICULAR),
    15: LeadingRule("geltamo-ipi", Story.DLBCL),
    16: LeadingRule("aitl-score", Story.AITL),
    17: LeadingRule("nonspecific", Story.KIDNEY),
    18: LeadingRule("urine", Story.URINE),
    19: LeadingRule("dialysis", Story.DIALYSIS),
    20: LeadingRule("trend", Story.TREND),
    21: LeadingRule("order-dialysis", Story.ORDER_DIALYSIS),
    22: LeadingRule("order-urine-b2m", Story.ORDER_URINE),
    23: LeadingRule("order-serum-b2m", Story.ORDER_SERUM),
    24: LeadingRule("order-work-up", Story.ORDER_SERUM),
}
_NUMBERS = {leading.rule: number for number, leading in NUMBERED.items()}


def card_id(findings: Sequence[Finding], part: str, patient_id: str, site_key: bytes) -> str:
    """The id of the card of these findings (`part` "card"), or of one of its suggestions."""
    identity = json.dumps([patient_id, part, [_read(item) for item in findings], _held(findings)])
    digest = bytearray(hmac.digest(site_key, identity.encode(), hashlib.sha256)[:16])
    digest[6] = digest[6] & 0x0F | OUR_VERSION << 4
    digest[NUMBER_BYTE] = _NUMBERS.get(findings[0].rule, 0)
    digest[8] = digest[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(digest)))


def leading_rule(card: str) -> LeadingRule | None:
    """The rule of a card of ours, by its id alone; None for the id of anybody else's card."""
    return rule_of_digits(card[VERSION_DIGIT], card[NUMBER_DIGITS])


def rule_of_digits(version: str, number: str) -> LeadingRule | None:
    """The same by the digits of the id that say it: one of its version, two of the rule."""
    return NUMBERED.get(int(number, 16)) if version == f"{OUR_VERSION:x}" else None


def _read(finding: Finding) -> list[object]:
    """What a rule made of the evidence. Not its sentences: another wording is no other card."""
    return [
        finding.rule,
        finding.result,
        finding.possible,
        finding.reasons,
        finding.discordant,
        finding.indicator,
    ]


def _held(findings: Sequence[Finding]) -> list[object]:
    """The evidence: reference and content, so that an amended result is another one."""
    return [
        [
            [item.reference, item.analyte.name, item.reported.text, item.taken.text]
            for item in inputs_of(findings)
        ],
        [[item.label, item.text, item.source.reference] for item in computed_of(findings)],
        [
            [item.reference, item.marker.name, item.present, item.text]
            for finding in findings
            for item in finding.markers
        ],
        [
            [item.reference, item.reason.value, item.reported]
            for finding in findings
            for item in finding.set_aside
        ],
    ]
