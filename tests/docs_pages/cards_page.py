"""`docs/cards.md`: the cards of all whole patients, the page a clinician reviews first."""

from cds_service.demo.patients import STORIES, demo_patient
from cds_service.demo.story_orders import ORDER_STORIES, OrderStory
from tests.patients.reading import TODAY, as_text, cards_of, entries_for, order_cards_of

HEAD = f"""# Cards

What the service says about each invented patient of the demo, as of {TODAY.day} {TODAY:%B %Y}.
Written by `python -m tests.docs_pages` from the same charts and rules that the tests run; do not
edit it.

A card is a summary (the heading), its indicator and source, the detail, and the tests it suggests.
Links, codes and the machine-readable explanation are left out here. Where "No card." stands,
silence is the answer.

## Review

| checked_by | checked_on | next_review |
|---|---|---|
|  |  |  |

## Patients
"""


def cards_page() -> str:
    """The whole page."""
    contents = [f"- [{story.shows}](#{story.id})" for story in STORIES]
    contents += [f"- [{order.shows}](#{order.id})" for order in ORDER_STORIES]
    sections = [
        *map(_patient, STORIES),
        "## While orders are written\n",
        *map(_basket, ORDER_STORIES),
    ]
    return "\n".join([HEAD, *contents, "", *sections]).rstrip() + "\n"


def _basket(order: OrderStory) -> str:
    tests = ", ".join(test.text for test in order.basket)
    head = f"### {order.id}\n\n{order.shows} (`{order.hook}`, patient `{order.patient}`; {tests})."
    return f"{head}\n\n{_quoted(as_text(order_cards_of(order)))}\n"


def _patient(story) -> str:
    adult = story.age >= 18
    person = {"male": "Man" if adult else "Boy", "female": "Woman" if adult else "Girl"}[story.sex]
    cards = as_text(cards_of(entries_for(demo_patient(story.id, TODAY)), story.id))
    return f"## {story.id}\n\n{person}, {story.age}. {story.shows}.\n\n{_quoted(cards)}\n"


def _quoted(cards: str) -> str:
    lines = (f"###{line[1:]}" if line.startswith("# ") else line for line in cards.splitlines())
    return "\n".join(f"> {line}".rstrip() for line in lines)
