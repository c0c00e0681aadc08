# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""The diseases with an index, and the sentences on those without one (oncology 3.5, 5)."""

import pytest

from cds_service.rules.populations import POPULATIONS, WITHOUT_INDEX
from fhir_mappings.model import Disease
from tests.tables import rows

WITH_INDEX = """
    disease                     | name                                 | indices                     | treatment | rules
    MULTIPLE_MYELOMA            | multiple myeloma                     | ISS and its successors were | myeloma   | ims-2025 iss mass r-iss r2-iss
    CLL                         | chronic lymphocytic leukaemia        | CLL-IPI was                 | cll       | cll-ipi mdacc-cll
    WALDENSTROM                 | Waldenström macroglobulinaemia       | IPSSWM was                  | wm        | ipsswm ripsswm
    FOLLICULAR_LYMPHOMA         | follicular lymphoma                  | FLIPI2 and PRIMA-PI were    | bnhl      | flipi2 prima-pi
    DLBCL                       | diffuse large B-cell lymphoma        | GELTAMO-IPI was             | bnhl      | geltamo-ipi
    ANGIOIMMUNOBLASTIC_LYMPHOMA | angioimmunoblastic T-cell lymphoma   | the AITL score was          | bnhl      | aitl-score
"""


def test_each_disease_with_an_index_has_its_name_its_indices_and_its_medicines():
    found = [
        (
            item.disease.name,
            item.name,
            item.indices,
            item.group,
            " ".join(sorted(item.rules)),
        )
        for item in POPULATIONS
    ]

    assert found == rows(WITH_INDEX)


def test_only_smouldering_myeloma_stands_in_for_a_disease_with_an_index():
    instead = {item.disease: dict(item.instead) for item in POPULATIONS if item.instead}

    assert instead == {
        Disease.MULTIPLE_MYELOMA: {Disease.SMOULDERING_MYELOMA: "smouldering myeloma"}
    }


WITHOUT = """
    disease               | sentence
    MGUS                  | MGUS is on record; it has no index with B2M.
    AL_AMYLOIDOSIS        | AL amyloidosis is on record; its staging rests on cardiac markers and light chains, not on B2M.
    HODGKIN_LYMPHOMA      | Hodgkin lymphoma is on record; its prognostic score (IPS) contains no B2M.
    MANTLE_CELL_LYMPHOMA  | Mantle cell lymphoma is on record; its index (MIPI) contains no B2M.
    MARGINAL_ZONE_LYMPHOMA | Marginal zone lymphoma is on record; its indices in use contain no B2M.
    CASTLEMAN             | Castleman disease is on record; it has no index with B2M.
    HAIRY_CELL_LEUKAEMIA  | Hairy-cell leukaemia is on record; it has no index with B2M.
    PLASMACYTOMA          | Plasmacytoma is on record; it has no index with B2M.
    OTHER_LYMPHOMA        | Another non-Hodgkin lymphoma is on record; no index with B2M is shown for it.
    OTHER_BLOOD_CANCER    | Another disease of the blood is on record; no index with B2M is shown for it.
    PLASMA_CELL_LEUKAEMIA | Plasma cell leukaemia is on record; it has no index with B2M.
"""


@pytest.mark.parametrize(("disease", "sentence"), rows(WITHOUT))
def test_a_disease_without_an_index_is_told_so(disease, sentence):
    assert WITHOUT_INDEX[Disease[disease]] == sentence


def test_every_disease_without_an_index_is_in_the_table_above():
    assert {Disease[name] for name, _ in rows(WITHOUT)} == set(WITHOUT_INDEX)
