# Rows of the table hold whole order texts.
# ruff: noqa: E501
"""What would be ordered: the catalogue of tests, code by code (LOINC names as LOINC gives them)."""

import pytest

from cds_service.rules import companion_tests
from cds_service.rules.finding import Companion
from tests.tables import rows

CATALOGUE = """
    companion               | test                    | LOINC   | LOINC name                                                             | label                                                             | order text                                                                          | reason                                                | flags
    ALBUMIN                 | ALBUMIN                 | 1751-7  | Albumin [Mass/volume] in Serum or Plasma                               | Order serum albumin                                               | Albumin, serum                                                                      | input of the stage                                    | recommended
    LDH                     | LDH                     | 2532-0  | Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma   | Order serum LDH                                                   | LDH, serum                                                                          | input of the stage                                    | -
    CREATININE              | KIDNEY_FUNCTION         | 2160-0  | Creatinine [Mass/volume] in Serum or Plasma                            | Order creatinine with eGFR                                        | Creatinine with eGFR, serum                                                         | separates filtration from cell turnover               | recommended
    BLOOD_COUNT             | BLOOD_COUNT             | 58410-2 | CBC panel - Blood by Automated count                                   | Order blood count                                                 | Blood count                                                                         | input of the index                                    | -
    IGM                     | IGM                     | 2472-9  | IgM [Mass/volume] in Serum or Plasma                                   | Order IgM                                                         | IgM, serum                                                                          | input of the index                                    | -
    PLASMA_CELL_FISH        | FISH                    | 62367-8 | Chromosome analysis panel by FISH                                      | Request plasma-cell FISH (specialist decision)                    | FISH, CD138+ marrow plasma cells: del(17p), t(4;14), t(14;16), t(14;20), 1q21, 1p32 | input of the risk indices                             | specialist
    TP53                    | TP53                    | -       | -                                                                      | Request TP53 deletion and mutation analysis (specialist decision) | TP53: FISH 17p and sequencing                                                       | input of CLL-IPI                                      | specialist
    IGHV                    | IGHV                    | -       | -                                                                      | Request IGHV mutation status (specialist decision)                | IGHV mutation status                                                                | input of CLL-IPI                                      | specialist
    LIGHT_CHAINS            | LIGHT_CHAINS            | 48378-4 | Kappa light chains.free/Lambda light chains.free [Mass Ratio] in Serum | Order serum free light chains                                     | Free light chains kappa and lambda with ratio, serum                                | tells light-chain kidney disease from other causes    | kidney
    CALCIUM                 | CALCIUM                 | 17861-6 | Calcium [Mass/volume] in Serum or Plasma                               | Order calcium                                                     | Calcium, serum                                                                      | a treatable cause of kidney injury                    | -
    URINE_ALBUMIN           | URINE_ALBUMIN           | 9318-7  | Albumin/Creatinine [Mass Ratio] in Urine                               | Order urine albumin/creatinine                                    | Albumin/creatinine, urine                                                           | second axis of kidney disease                         | kidney
    RETINOL_BINDING_PROTEIN | RETINOL_BINDING_PROTEIN | 33782-4 | -                                                                      | Order urine retinol-binding protein                               | Retinol-binding protein, urine                                                      | a tubular marker that acid urine spares more          | -
    URINE_B2M_ALKALINISED   | URINE_B2M               | 13485-8 | Beta-2-Microglobulin/Creatinine [Mass Ratio] in Urine                  | Repeat urine B2M/creatinine, alkalinised                          | B2M/creatinine, urine, alkalinised collection                                       | the acid specimen cannot be read                      | -
    ELECTROPHORESIS         | ELECTROPHORESIS         | 24351-9 | -                                                                      | Order protein electrophoresis                                     | Protein electrophoresis, serum                                                      | M-protein, read beside a B2M that moved               | -
    CYSTATIN_C              | CYSTATIN_C              | 33863-2 | Cystatin C [Mass/volume] in Serum or Plasma                            | Order cystatin C                                                  | Cystatin C, serum                                                                   | a filtration marker that muscle mass does not mislead | kidney
    URINE_PH                | URINE_PH                | 2756-5  | pH of Urine                                                            | Add urine pH to the same specimen                                 | pH of urine, on the specimen of the urine B2M                                       | tells whether a low urine B2M can be believed         | -
    SERUM_B2M               | SERUM_B2M               | 1952-1  | Beta-2-Microglobulin [Mass/volume] in Serum or Plasma                  | Order serum B2M                                                   | Beta-2 microglobulin, serum                                                         | input of the stage                                    | recommended
    URINE_CREATININE        | URINE_CREATININE        | 2161-8  | Creatinine [Mass/volume] in Urine                                      | Order urine creatinine of the same specimen                       | Creatinine of urine, same specimen as urine B2M                                     | allows for how dilute the urine is                    | -
"""


@pytest.mark.parametrize("row", rows(CATALOGUE), ids=lambda row: row[0])
def test_each_test_is_ordered_by_its_code_and_words(row):
    name, test, code, display, *words, flags = row

    item = getattr(companion_tests, name)

    assert item.test.name == test
    assert (item.code or "-", item.display or "-") == (code, display)
    assert [item.label, item.text, item.reason] == words
    known = {
        "recommended": item.recommended,
        "specialist": item.specialist,
        "kidney": item.about_kidney,
    }
    assert ", ".join(flag for flag, holds in known.items() if holds) == flags.replace("-", "")


def test_the_catalogue_is_whole():
    every = {name for name, item in vars(companion_tests).items() if isinstance(item, Companion)}

    assert {name for name, *_ in rows(CATALOGUE)} == every
