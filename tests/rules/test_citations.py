# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Every paper once, as a card names it and as a reader finds it."""

import pytest

from cds_service.rules import citations
from cds_service.rules.finding import Citation
from tests.tables import rows

PAPERS = """
    name            | label                  | title                                               | DOI
    GREIPP_2005     | ISS (Greipp 2005)      | International Staging System (Greipp 2005)          | 10.1200/JCO.2005.04.242
    PALUMBO_2015    | R-ISS (Palumbo 2015)   | Revised International Staging System (Palumbo 2015) | 10.1200/JCO.2015.61.2267
    INKER_2016      | B2M and GFR (Inker 2016) | Filtration markers in CKD (Inker 2016)            | 10.1053/j.ajkd.2015.07.025
    KDOQI_BONE_2003 | KDOQI 2003             | KDOQI guideline on bone disease (2003), guideline 10 | -
"""


@pytest.mark.parametrize(("name", "label", "title", "doi"), rows(PAPERS))
def test_a_paper_is_named_and_linked_by_its_doi(name, label, title, doi):
    url = "" if doi == "-" else f"https://doi.org/{doi}"

    assert getattr(citations, name) == Citation(label, title, url)


def test_the_table_holds_every_paper():
    papers = {name for name, item in vars(citations).items() if isinstance(item, Citation)}

    assert papers == {name for name, *_ in rows(PAPERS)}
