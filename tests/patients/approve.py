"""`python -m tests.patients.approve`: write the cards of every story to `expected/`.

Then read the difference as the cards' reader would; what reads worse is changed, not accepted.
"""

from tests.patients.reading import as_text, cards_of, entries_for
from tests.patients.test_whole_patients import EXPECTED, PATIENTS


def main() -> None:
    """Write one file per story, and none for a story that is gone."""
    for path in EXPECTED.glob("*.md"):
        if path.stem not in PATIENTS:
            path.unlink()
    for story, patient in PATIENTS.items():
        text = as_text(cards_of(entries_for(patient), story))
        (EXPECTED / f"{story}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
