"""`b2m-cds interpret` on requests of the order hooks."""

import pytest

from cds_service.demo.story_orders import ORDER_STORIES
from tests.cds_service.interpreting import AT, interpret, request, written

STORIES = {story.id: story for story in ORDER_STORIES}


def read(folder, story):
    found = STORIES[story]
    asked = request(found.patient, hook=found.hook)
    asked["context"] |= found.context()
    return interpret(written(folder, asked), *AT)


@pytest.mark.parametrize("story", ["order-serum", "order-urine", "order-dialysis"])
def test_the_cards_beside_a_basket_are_printed(tmp_path, story):
    result = read(tmp_path, story)

    assert result.exit_code == 0
    assert "is ordered" in result.output


def test_silence_about_a_basket_is_explained(tmp_path):
    result = read(tmp_path, "order-serum-complete")

    assert result.exit_code == 0
    assert "No card: nothing to add to the orders in question." in result.output
