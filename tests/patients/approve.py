"""`python -m tests.patients.approve`: write the cards of every story to `expected/`.

Then read the difference as the cards' reader would; what reads worse is changed, not accepted.
"""

from cds_service.demo.story_orders import ORDER_STORIES
from tests.patients.reading import as_text, cards_of, entries_for, order_cards_of
from tests.patients.test_whole_patients import EXPECTED, PATIENTS


def main() -> None:
    """Write one file per story, and none for a story that is gone."""
    for path in EXPECTED.glob("*.md"):
        if path.stem not in {*PATIENTS, *(story.id for story in ORDER_STORIES)}:
            path.unlink()
    for story, patient in PATIENTS.items():
        text = as_text(cards_of(entries_for(patient), story))
        (EXPECTED / f"{story}.md").write_text(text, encoding="utf-8")
    for order in ORDER_STORIES:
        text = as_text(order_cards_of(order))
        (EXPECTED / f"{order.id}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
