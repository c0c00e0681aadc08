from datetime import timedelta

import pytest

from cds_service.override_reasons import (
    BY_CODE,
    OVERRIDE_REASONS,
    offered_reasons,
    reason_system,
)
from cds_service.rules.finding import Finding, Story
from cds_service.suggestions import CardSetting
from tests.cds_service.findings import card, staged
from tests.tables import rows

OFFERED = """
    story           | with orders | reasons
    MYELOMA         | yes | alreadystaged notthisdisease aftertherapy renalcause doneelsewhere notindicated notnow
    CLL             | no  | alreadystaged notthisdisease aftertherapy renalcause notnow
    KIDNEY          | yes | renalcause knowncause doneelsewhere notindicated notnow
    KIDNEY          | no  | renalcause knowncause notnow
    URINE           | yes | knowncause doneelsewhere notindicated notnow
    DIALYSIS        | no  | knowncause notnow
    CHANGING_KIDNEY | yes | doneelsewhere notindicated notnow
    UNUSABLE        | no  | notnow
    TREND           | no  | notnow
"""  # noqa: E501

LASTING = """
    code           | 1 day later | 90 days later | 91 days later
    alreadystaged  | quiet       | quiet         | quiet
    notthisdisease | quiet       | quiet         | quiet
    aftertherapy   | quiet       | quiet         | quiet
    renalcause     | quiet       | quiet         | quiet
    knowncause     | quiet       | quiet         | quiet
    doneelsewhere  | quiet       | quiet         | quiet
    notindicated   | quiet       | quiet         | back
    notnow         | back        | back          | back
"""


@pytest.mark.parametrize(("story", "orders", "codes"), rows(OFFERED))
def test_a_card_offers_the_reasons_that_fit_its_story(story, orders, codes):
    offered = offered_reasons(Story[story], "", with_suggestions=orders == "yes")

    assert [reason["code"] for reason in offered] == codes.split()


@pytest.mark.parametrize(("code", "day_1", "day_90", "day_91"), rows(LASTING))
def test_a_lasting_reason_keeps_a_card_quiet(code, day_1, day_90, day_91):
    days = {1: day_1, 90: day_90, 91: day_91}

    quiet = {day: BY_CODE[code].keeps_quiet(timedelta(days=day)) for day in days}

    assert quiet == {day: said == "quiet" for day, said in days.items()}


def test_the_code_system_lies_under_the_public_address():
    assert reason_system("https://cds.example.org") == "https://cds.example.org/override-reasons"


def test_codes_are_such_as_every_client_can_store():
    assert all(reason.code.isalnum() and reason.code.islower() for reason in OVERRIDE_REASONS)
    assert len(BY_CODE) == len(OVERRIDE_REASONS)


def test_a_card_carries_the_reasons_of_its_story_in_the_sites_own_system():
    setting = CardSetting("p1", public_base_url="https://cds.example.org")

    reasons = card(staged(), setting=setting)["overrideReasons"]

    assert reasons[0] == {
        "system": "https://cds.example.org/override-reasons",
        "code": "alreadystaged",
        "display": "Stage already recorded",
    }


def test_done_elsewhere_is_offered_only_beside_a_suggestion():
    codes = [item["code"] for item in card(Finding("k", Story.KIDNEY, "x", ()))["overrideReasons"]]

    assert codes == ["renalcause", "knowncause", "notnow"]
