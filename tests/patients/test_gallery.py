"""The ten patients of the card gallery: what their cards must say, each with the story's id.

The whole cards stand in `expected/`; here are the sentences that must survive every rewording.
"""

import pytest

from cds_service.demo.patients import demo_patient
from tests.patients.reading import TODAY, cards_of, entries_for

GALLERY = {
    "iss-3": (
        (
            "ISS III and IMS/IMWG 2025 criterion 4 met, if untreated then: B2M 6.1 mg/L, "
            "creatinine 0.9 mg/dL (18 Nov 2026)"
        ),
        "info",
        [
            "| ISS | **III** | - |",
            "| IMS/IMWG 2025 | **criterion 4 met** | - |",
            "| R-ISS | not assignable: II or III | LDH, FISH |",
            "| R2-ISS | not assignable: III or IV | LDH, FISH |",
            "higher than filtration alone usually explains (about 1.6 mg/L expected)",
            "A FISH test that was not done does not count as negative.",
        ],
        ["Order serum LDH", "Request plasma-cell FISH (specialist decision)"],
    ),
    "iss-3-kidney": (
        "ISS III if untreated then: B2M 8.9 mg/L (18 Nov 2026). At eGFR 24 ",
        "info",
        [
            "criterion 4 not met (creatinine not below 1.2) | genetics |",
            "below 60 for 102 days",
            "in the range expected from eGFR 24 alone (about 7",
            "The stage is not corrected for this",
            "read the free light chain ratio with a kidney reference interval",
        ],
        [
            "Order serum free light chains",
            "Order urine albumin/creatinine",
            "Order serum LDH",
            "Request plasma-cell FISH (specialist decision)",
        ],
    ),
    "iss-2-b2m": (
        "ISS II and R-ISS II, if untreated then: B2M 4.2 mg/L (18 Nov 2026)",
        "info",
        [
            "criterion 4 not met (B2M below 5.5) | genetics |",
            "| R2-ISS | not assignable: II, III or IV | LDH, FISH |",
            "ISS II is always R-ISS II. The newer systems still depend on LDH and genetics.",
        ],
        ["Order serum LDH", "Request plasma-cell FISH (specialist decision)"],
    ),
    "albumin-old": (
        "ISS I or II: albumin decides, none within 30 days of B2M 2.9 mg/L (18 Nov 2026)",
        "info",
        [
            "| R-ISS | not assignable: I or II | albumin |",
            "| R2-ISS | not assignable: I, II or III | albumin, 1q21 |",
            "Albumin 3.4 g/dL of 2 Oct 2026 was not used: 47 days before this B2M.",
        ],
        [
            "Order serum albumin",
            "Extend FISH on the marrow sample already taken (specialist decision)",
        ],
    ),
    "cll": (
        "CLL-IPI intermediate, high or very high: IGHV and TP53",
        "info",
        [
            "| Age over 65 | 68 | 1 |",
            "| B2M over 3.5 mg/L | 4.1 mg/L | 2 |",
            "| IGHV unmutated | report in words, not read | 0 or 2 |",
            "| TP53 deletion or mutation | del(17p) absent; TP53 mutation no result | 0 or 4 |",
            "compatible with intermediate (total 3), high (total 5) or very high (total 7 or 9)",
            "trials from the chemo(immuno)therapy era",
        ],
        ["Request TP53 sequencing (specialist decision)"],
    ),
    "raised-ckd": (
        "B2M 4.6 mg/L (18 Nov 2026) is in the range expected from eGFR 39 alone (about 4",
        "info",
        ["below 60 for 161 days", "Non-specific.", "Further work-up only if other findings"],
        ["Order urine albumin/creatinine"],
    ),
    "raised-no-creatinine": (
        "B2M 4.6 mg/L (18 Nov 2026) cannot be interpreted: no creatinine or eGFR within 30 days",
        "info",
        ["Check creatinine/eGFR."],
        ["Order creatinine with eGFR"],
    ),
    "urine-acid": (
        "Urine B2M 120 ug/L (18 Nov 2026) cannot be read as normal: urine pH 5.2",
        "info",
        [
            "Alkali added after voiding does not restore what was lost.",
            "On the medication list",
            "tenofovir disoproxil",
            "serum B2M 1.9 mg/L",
        ],
        ["Order urine retinol-binding protein", "Repeat urine B2M/creatinine, alkalinised"],
    ),
    "dialysis": (
        "B2M 31 mg/L (18 Nov 2026) on dialysis: mainly lost kidney clearance",
        "info",
        ["38 to 50 mg/L", "for 13 years", "hand numbness", "does not recommend B2M screening"],
        [],
    ),
    "rising": (
        "B2M up 35% since 14 May 2026 (3.1 to 4.2 mg/L, 18 Nov 2026): more than usual variation",
        "info",
        [
            "| 14 May 2026 | 3.1 | 62 |",
            "It is not an IMWG response/progression criterion",
            "No stage: sample taken after therapy began (lenalidomide, 3 Mar 2025).",
        ],
        ["Order protein electrophoresis", "Order serum free light chains"],
    ),
    "creatinine-rising": (
        "Creatinine up from 1.1 to 1.9 mg/dL in 38 h (18 Nov 2026): eGFR not valid, B2M 7.4 mg/L",
        "warning",
        [
            "ISS by this B2M would be III",
            "criterion 4 is not met at creatinine 1.9 mg/dL",
            "The IMWG regards acute renal impairment in myeloma as an emergency.",
        ],
        ["Order serum free light chains", "Order calcium", "Order urine albumin/creatinine"],
    ),
}


@pytest.mark.parametrize("story", GALLERY)
def test_a_patient_of_the_gallery_gets_the_one_card_of_the_gallery(story):
    summary, indicator, sentences, suggested = GALLERY[story]

    (card,) = cards_of(entries_for(demo_patient(story, TODAY)), story)

    assert card["summary"].startswith(summary)
    assert card["indicator"] == indicator
    assert [text for text in sentences if text not in card["detail"]] == []
    assert [item["label"] for item in card.get("suggestions", [])] == suggested


def test_one_marrow_request_names_the_probes_of_every_index_that_is_shown():
    (card,) = cards_of(entries_for(demo_patient("albumin-old", TODAY)), "albumin-old")

    order = card["suggestions"][-1]["actions"][0]["resource"]

    assert order["code"]["text"] == "FISH, CD138+ marrow plasma cells: t(14;20), 1q21, 1p32"


def test_while_creatinine_is_changing_no_egfr_is_shown():
    (card,) = cards_of(entries_for(demo_patient("creatinine-rising", TODAY)), "creatinine-rising")

    assert "eGFR 40" not in card["detail"]
    assert "about" not in card["detail"]
