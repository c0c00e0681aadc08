"""Exposures beside a high urine B2M: cadmium (29 CFR 1910.1027) and nephrotoxic medicines."""

import pytest

from cds_service.rules.urine_words import CADMIUM
from fhir_mappings.model import Disease, Kind
from tests.rules.build import problem, therapy
from tests.rules.test_urine_card import spoken
from tests.tables import rows

CADMIUM_CASES = """
    form                     | value | evidence      | category
    URINE_B2M_PER_CREATININE | 750   | diagnosis     | B
    URINE_B2M_PER_CREATININE | 751   | diagnosis     | C
    URINE_B2M_PER_CREATININE | 751   | URINE_CADMIUM | C
    URINE_B2M_PER_CREATININE | 751   | BLOOD_CADMIUM | C
    URINE_B2M_PER_CREATININE | 751   | -             | -
    URINE_B2M_PER_CREATININE | > 751 | diagnosis     | -
    URINE_B2M                | 751   | diagnosis     | -
"""


@pytest.mark.parametrize(("form", "value", "evidence", "category"), rows(CADMIUM_CASES))
def test_cadmium_is_spoken_of_only_with_exposure_on_record(form, value, evidence, category):
    exposed = {"problems": (problem(Disease.CADMIUM),)} if evidence == "diagnosis" else {}
    results = {evidence: "2"} if evidence.endswith("CADMIUM") else {}

    found = [
        text
        for text in spoken(**{form: value}, **exposed, **results).statements
        if "cadmium" in text
    ]

    assert found == ([] if category == "-" else [CADMIUM.format(category=category)])


def drug(substance: str, start: str, *, active: bool = False, effect: str = "nephrotoxic"):
    return therapy(
        start,
        substance=substance,
        kind=Kind.OTHER,
        groups=frozenset(),
        effects=frozenset({effect}),
        active=active,
    )


def test_nephrotoxic_medicines_on_the_list_are_named_once_in_order():
    listed = (
        drug("tenofovir", "2026-09-01"),
        drug("cisplatin", "2026-11-01"),
        drug("cisplatin", "2026-11-08"),
        drug("lithium", "2020-01-01", active=True),
        drug("gentamicin", "2026-08-19"),
        drug("ifosfamide", "2026-11-19"),
        drug("valproate", ""),
        drug("interferon", "2026-11-01", effect="raises_b2m"),
    )

    assert spoken(URINE_B2M="900", therapies=listed).statements[-1] == (
        "On the medication list and may affect kidney function: cisplatin, lithium and tenofovir."
    )
