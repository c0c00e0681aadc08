"""Nephrotoxic medicines beside a high urine B2M."""

from fhir_mappings.model import Kind
from tests.rules.build import therapy
from tests.rules.test_urine_card import spoken


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
