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

DAGOSTINO_2022 = _doi(
    "R2-ISS (D'Agostino 2022)",
    "Second Revision of the ISS (D'Agostino 2022)",
    "10.1200/JCO.21.02614",
)
AVET_LOISEAU_2025 = _doi(
    "IMS/IMWG (Avet-Loiseau 2025)",
    "IMS/IMWG consensus genomic staging (Avet-Loiseau 2025)",
    "10.1200/JCO-24-01893",
)
MASS_2022 = _doi(
    "MASS (2022)",
    "Mayo additive staging system (2022)",
    "10.1038/s41408-022-00611-x",
)
CLL_IPI_2016 = _doi(
    "CLL-IPI (International CLL-IPI working group 2016)",
    "CLL-IPI (International CLL-IPI working group 2016)",
    "10.1016/S1470-2045(16)30029-8",
)
SOUMERAI_2019 = _doi(
    "BALL (Soumerai 2019)", "BALL score (Soumerai 2019)", "10.1016/S2352-3026(19)30085-7"
)
WIERDA_2007 = Citation("MDACC (Wierda 2007)", "MD Anderson prognostic index (Wierda 2007)")
MOREL_2009 = _doi(
    "IPSSWM (Morel 2009)",
    "International scoring system for Waldenström (Morel 2009)",
    "10.1182/blood-2008-08-174961",
)
KASTRITIS_2019 = _doi(
    "rIPSSWM (Kastritis 2019)", "Revised IPSSWM (Kastritis 2019)", "10.1038/s41375-019-0431-y"
)
FEDERICO_2009 = _doi("FLIPI2 (Federico 2009)", "FLIPI2 (Federico 2009)", "10.1200/JCO.2008.21.3991")
BACHY_2018 = _doi("PRIMA-PI (Bachy 2018)", "PRIMA-PI (Bachy 2018)", "10.1182/blood-2017-11-816405")
MONTALBAN_2017 = Citation("GELTAMO-IPI (Montalban 2017)", "GELTAMO-IPI (Montalban 2017)")
ADVANI_2021 = _doi(
    "AITL score (Advani 2021)", "AITL score (Advani 2021)", "10.1182/blood.2020010387"
)
KUMAR_2016 = Citation("IMWG response (Kumar 2016)", "IMWG response criteria (Kumar 2016)")
KDIGO_AKI_2012 = Citation("KDIGO 2012", "KDIGO acute kidney injury guideline (2012)")
DONALDSON_1989 = Citation("Donaldson 1989", "Urine B2M, laboratory test definition")
