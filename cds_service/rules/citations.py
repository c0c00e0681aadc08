"""Every paper once, as a card names it."""

from __future__ import annotations

from cds_service.rules.finding import Citation


def _doi(label: str, title: str, doi: str) -> Citation:
    return Citation(label, title, f"https://doi.org/{doi}")


GREIPP_2005 = _doi(
    "ISS (Greipp 2005)",
    "International Staging System (Greipp 2005)",
    "10.1200/JCO.2005.04.242",
)
PALUMBO_2015 = _doi(
    "R-ISS (Palumbo 2015)",
    "Revised International Staging System (Palumbo 2015)",
    "10.1200/JCO.2015.61.2267",
)
INKER_2016 = _doi(
    "B2M and GFR (Inker 2016)",
    "Filtration markers in CKD (Inker 2016)",
    "10.1053/j.ajkd.2015.07.025",
)
KDOQI_BONE_2003 = Citation(
    "KDOQI 2003",
    "KDOQI guideline on bone disease (2003), guideline 10",
)
