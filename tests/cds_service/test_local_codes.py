"""The site's map of local codes: what it may hold, and that cards are made from what it reads."""

from datetime import UTC, datetime

import pytest

from cds_service.answer import PatientContext, cards_about
from cds_service.no_card import why_no_card
from cds_service.settings import InvalidSettings, Settings, load_settings
from fhir_mappings.bundle import Entry
from tests.fhir_mappings.resources import observation

AT = datetime(2026, 11, 20, tzinfo=UTC)
RAISED = Entry(
    observation(
        code={"coding": [{"system": "urn:lab", "code": "77", "display": "special test"}]},
        valueQuantity={"value": "6.1", "unit": "mg/L"},
    )
)
MAPPED = Settings.model_validate({"site": {"local_codes": {"urn:lab|77": "1952-1"}}})


@pytest.mark.parametrize(
    ("local_codes", "complaint"),
    [
        ('{"urn:lab|77": "9999-9"}', "a LOINC code that this service reads"),
        ('{"urn:lab|77": "B2M"}', "a LOINC code that this service reads"),
        ('{"77": "1952-1"}', "with its system"),
        ('{"|77": "1952-1"}', "with its system"),
        ('{"urn:lab|": "1952-1"}', "with its system"),
        ('{"urn:lab|7|7": "1952-1"}', "with its system"),
        ('{"http://loinc.org|1953-9": "1952-1"}', "with its system"),
    ],
)
def test_a_map_that_cannot_be_meant_is_refused(local_codes, complaint, monkeypatch):
    monkeypatch.setenv("B2M_CDS_SITE_LOCAL_CODES", local_codes)

    with pytest.raises(InvalidSettings, match=complaint):
        load_settings()


@pytest.mark.parametrize("loinc", ["1952-1", "87708-4", "69548-6"])
def test_any_code_of_the_tables_may_be_meant(loinc, monkeypatch):
    monkeypatch.setenv("B2M_CDS_SITE_LOCAL_CODES", f'{{"urn:lab|77": "{loinc}"}}')

    assert load_settings().site.local_codes == {"urn:lab|77": loinc}


def test_a_result_under_a_mapped_code_gives_a_card():
    cards = cards_about([RAISED], PatientContext("p1"), MAPPED, at=AT)

    assert "B2M 6.1 mg/L" in cards[0]["summary"]


def test_without_the_map_there_is_no_such_result():
    assert cards_about([RAISED], PatientContext("p1"), Settings(), at=AT) == []
    assert "no serum B2M" in why_no_card([RAISED], PatientContext("p1"), Settings(), AT)
    assert "looked at B2M" in why_no_card([RAISED], PatientContext("p1"), MAPPED, AT)
