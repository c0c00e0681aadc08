"""What a whole card must say and must not say (oncology rules 10), by its topic.

`missing(card)` and `forbidden(card)` name what is wrong; an empty list when nothing is.
"""

import re

from cds_service.card_text import plain
from tests.rules.wording import faults

STAGING = {
    "b2mmyelomastage",
    "b2mcllrisk",
    "b2mwaldenstromrisk",
    "b2mfollicularrisk",
    "b2mdlbclrisk",
    "b2maitlrisk",
}
ORDERS = {"b2morderdialysis", "b2morderurine", "b2morderserum"}
OF_A_STAGE = (
    "For a patient with a confirmed diagnosis only.",
    "Prognostic grouping, not a diagnosis or treatment recommendation.",
    "Interpretation by haematology/oncology.",
    "before",  # treatment, or the next therapy
    "Computed from ",
)
OF_NO_STAGE = (
    "Non-specific. Common causes: reduced kidney function, inflammation/infection, autoimmune,",
    "B2M is not a diagnostic test for any of them.",
)
OF_A_WARNING = ("verify", "eGFR is not valid while it is changing")
# A medicine is named where it is the reason; its name is not what is judged.
RECORDS = (
    (re.compile(r"\([^()]*, (?:\d{1,2} )?(?:[A-Z][a-z]{2} )?\d{4}\)"), "(a record)"),
    (re.compile(r"when the sample was taken: .* is on record"), "taken: a record is on record"),
    (re.compile(r"untreated then; .* is on record"), "untreated then; a record is on record"),
)


def missing(card):
    """The sentences that a card of its topic has to carry and does not."""
    topic, detail = card["source"]["topic"]["code"], plain(card["detail"])
    wanted: list[str] = []
    if topic in STAGING:
        wanted += OF_A_STAGE
    if topic in STAGING | {"b2mkidney", "b2mtrend", "b2mdialysis", "b2mchangingkidney"}:
        wanted += ["B2M rises when GFR falls"]
    if topic == "b2mkidney" and "Not above the" not in detail and "is not raised" not in detail:
        wanted += OF_NO_STAGE
    if topic == "b2mtrend":
        wanted += ["This is non-specific (kidney function, infection, disease activity)."]
    if card["indicator"] == "warning" and not any(text in detail for text in OF_A_WARNING):
        wanted += ["a reason for the warning"]
    return [text for text in wanted if text not in detail]


def forbidden(card):
    """What is wrong with the words of a card: its summary and the paragraphs of its detail."""
    inputs_first = card["source"]["topic"]["code"] not in ORDERS | {"b2munusable"}
    blocks = card["detail"].split("\n\n")[inputs_first:]
    spoken = [card["summary"], *(plain(item) for item in blocks if not item.startswith("|"))]
    return [fault for text in spoken for fault in faults(_without_records(text))]


def _without_records(text):
    for pattern, stand_in in RECORDS:
        text = pattern.sub(stand_in, text)
    return text
