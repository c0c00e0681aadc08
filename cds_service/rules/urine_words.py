"""Headlines and sentences of a urine B2M by its pattern. Wording of the kidney rules (5, 11)."""

from __future__ import annotations

READING = {
    "urine-only-tubular": "Urine B2M high with serum B2M not raised: points to impaired proximal "
    "tubular reabsorption.",
    "both-tubular-plus": "Serum and urine B2M both raised: a tubular defect together with lower "
    "filtration or higher production.",
    "both-overflow-possible": "Serum B2M is near the level (about 5 mg/L) where filtered B2M "
    "exceeds tubular reabsorption; the high urine value may be overflow.",
    "both-overflow-likely": "Serum B2M of {serum} is at or above the level (about 5 mg/L) where "
    "filtered B2M exceeds tubular reabsorption; the high urine value does not by itself show "
    "tubular injury.",
    "urine-uninterpretable-acid": "Urine pH {ph}: B2M breaks down below pH 6, also in the bladder. "
    "A normal result here does not exclude tubular proteinuria; repeat with alkalinised collection "
    "or use RBP/alpha-1-microglobulin. Alkali added after voiding does not restore what was lost.",
    "urine-bound-open": "The result is only a bound with the limit of {limit} inside it: it may be "
    "high or not, and nothing more is read from it. A number would settle it.",
    "ph-unknown": "Urine pH {unread} with this sample; a low B2M may be falsely low, because B2M "
    "breaks down below pH 6, also in the bladder.",
}
NOT_HIGH = "Urine B2M is not high (limit {limit})."
OVERFLOW_BY_EGFR = (
    "At eGFR {egfr} more B2M may be filtered than the tubule can reclaim; the high urine value "
    "does not by itself show tubular injury."
)
URINE_ALONE = (
    "Urine B2M is high; without a serum B2M of the same days it cannot be told whether the tubule "
    "or overflow is the reason."
)
HEADLINES = {
    "urine-uninterpretable-acid": "{urine} cannot be read as normal: urine pH {ph}, B2M breaks "
    "down below pH 6",
    "urine-only-tubular": "{urine} high, serum B2M {serum} not raised: tubular pattern",
    "both-tubular-plus": "{urine} and serum B2M {serum} both raised",
    "both-overflow-possible": "{urine} high: overflow possible at serum B2M {serum}",
    "both-overflow-likely": "{urine} high: overflow likely, urine no longer localises",
    "ph-unknown": "{urine} is not high, but may be falsely low: its urine pH {unread}",
    "urine-bound-open": "{urine} leaves open whether it is high (limit {limit})",
    "": "{urine} is high",
}
LOST_BELOW_6 = (
    "At its urine pH of {ph} a value that is not high could not be read as normal either."
)
DILUTION = {
    "dilution-unknown": "No urine creatinine with this specimen: dilution is not known.",
    "urine-very-dilute": "The urine is very dilute (creatinine below 20 mg/dL).",
    "urine-very-concentrated": "The urine is very concentrated (creatinine above 300 mg/dL).",
}
