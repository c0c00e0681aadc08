"""The diseases that have an index with B2M, and the neighbours that have none."""

from __future__ import annotations

from cds_service.rules.population import Population
from fhir_mappings.model import Disease

MYELOMA = Population(
    Disease.MULTIPLE_MYELOMA,
    "multiple myeloma",
    "ISS and its successors were",
    "myeloma",
    frozenset({"iss", "ims-2025", "r-iss", "r2-iss", "mass"}),
    instead={Disease.SMOULDERING_MYELOMA: "smouldering myeloma"},
    beside=(Disease.AL_AMYLOIDOSIS, Disease.PLASMACYTOMA, Disease.PLASMA_CELL_LEUKAEMIA),
)
CLL = Population(
    Disease.CLL,
    "chronic lymphocytic leukaemia",
    "CLL-IPI was",
    "cll",
    frozenset({"cll-ipi", "mdacc-cll"}),
)
WALDENSTROM = Population(
    Disease.WALDENSTROM,
    "Waldenström macroglobulinaemia",
    "IPSSWM was",
    "wm",
    frozenset({"ipsswm", "ripsswm"}),
    beside=(Disease.AL_AMYLOIDOSIS,),
)
FOLLICULAR = Population(
    Disease.FOLLICULAR_LYMPHOMA,
    "follicular lymphoma",
    "FLIPI2 and PRIMA-PI were",
    "bnhl",
    frozenset({"flipi2", "prima-pi"}),
)
DLBCL = Population(
    Disease.DLBCL,
    "diffuse large B-cell lymphoma",
    "GELTAMO-IPI was",
    "bnhl",
    frozenset({"geltamo-ipi"}),
)
AITL = Population(
    Disease.ANGIOIMMUNOBLASTIC_LYMPHOMA,
    "angioimmunoblastic T-cell lymphoma",
    "the AITL score was",
    "bnhl",
    frozenset({"aitl-score"}),
)
POPULATIONS = (MYELOMA, CLL, WALDENSTROM, FOLLICULAR, DLBCL, AITL)

# Diseases where a clinician might look for an index with B2M and there is none (oncology 3.5, 5).
WITHOUT_INDEX = {
    Disease.MGUS: "MGUS is on record; it has no index with B2M.",
    Disease.AL_AMYLOIDOSIS: "AL amyloidosis is on record; its staging rests on cardiac markers and "
    "light chains, not on B2M.",
    Disease.HODGKIN_LYMPHOMA: "Hodgkin lymphoma is on record; its prognostic score (IPS) contains "
    "no B2M.",
    Disease.MANTLE_CELL_LYMPHOMA: "Mantle cell lymphoma is on record; its index (MIPI) contains no "
    "B2M.",
    Disease.MARGINAL_ZONE_LYMPHOMA: "Marginal zone lymphoma is on record; its indices in use "
    "contain no B2M.",
    Disease.CASTLEMAN: "Castleman disease is on record; it has no index with B2M.",
    Disease.HAIRY_CELL_LEUKAEMIA: "Hairy-cell leukaemia is on record; it has no index with B2M.",
    Disease.PLASMACYTOMA: "Plasmacytoma is on record; it has no index with B2M.",
    Disease.OTHER_LYMPHOMA: "Another non-Hodgkin lymphoma is on record; no index with B2M is shown "
    "for it.",
    Disease.OTHER_BLOOD_CANCER: "Another disease of the blood is on record; no index with B2M is "
    "shown for it.",
    Disease.PLASMA_CELL_LEUKAEMIA: "Plasma cell leukaemia is on record; it has no index with B2M.",
}
