"""Multiple myeloma: ISS, IMS/IMWG 2025, R-ISS, R2-ISS and, where a site wants it, MASS."""

from __future__ import annotations

from cds_service.rules.citations import (
    AVET_LOISEAU_2025,
    DAGOSTINO_2022,
    GREIPP_2005,
    MASS_2022,
    PALUMBO_2015,
)
from cds_service.rules.finding import Story
from cds_service.rules.genetic_facts import del17p_by_clone
from cds_service.rules.ims_2025 import IMS_2025, IMS_CRITERION_4
from cds_service.rules.index_rule import IndexRule
from cds_service.rules.iss import ALBUMIN_STAGE_I_FROM, ISS
from cds_service.rules.labels import GENETICS
from cds_service.rules.mass import MASS
from cds_service.rules.other_facts import creatinine_of_own_kidneys
from cds_service.rules.populations import MYELOMA
from cds_service.rules.r2_iss import R2_ISS
from cds_service.rules.r_iss import R_ISS
from cds_service.rules.reading import Reading, result_text
from fhir_mappings.model import LabResult, measured

III = "B2M of 5.5 mg/L or more is ISS III at any albumin."
II_BY_B2M = "B2M from 3.5 to below 5.5 mg/L is ISS II at any albumin."
II_BY_BOTH = "B2M below 5.5 mg/L with albumin below 35 g/L (3.5 g/dL) is ISS II."
II_BY_ALBUMIN = "B2M below 3.5 mg/L with albumin below 35 g/L (3.5 g/dL) is ISS II."
I_BY_BOTH = "B2M below 3.5 mg/L with albumin of 35 g/L (3.5 g/dL) or more is ISS I."
I_OR_II = "With B2M below 3.5 mg/L, albumin of 35 g/L (3.5 g/dL) or more is ISS I, less is ISS II."
OPEN = "The B2M as reported does not settle ISS: the cut-offs are 3.5 and 5.5 mg/L."
ALWAYS_II = "ISS II is always R-ISS II."
UNTESTED = "A FISH test that was not done does not count as negative."
CRITERION_4 = (
    "B2M of 5.5 mg/L or more with creatinine below 1.2 mg/dL meets the 2025 high-risk definition "
    "without genetics."
)
STILL_DEPEND = "The newer systems still depend on LDH and genetics."


def _iss_why(reading: Reading) -> tuple[str, ...]:
    if "b2m" in reading.needed:
        return (OPEN,)
    if reading.possible == ("II",):
        return (_why_ii(reading),)
    return ({("III",): III, ("I",): I_BY_BOTH, ("I", "II"): I_OR_II}[reading.possible],)


def _why_ii(reading: Reading) -> str:
    b2m = {"b2m": reading.known["b2m"]}
    if ISS.possible(b2m) == ("II",):
        return II_BY_B2M
    at_good_albumin = ISS.possible({**b2m, "albumin": measured(ALBUMIN_STAGE_I_FROM)})
    return II_BY_ALBUMIN if at_good_albumin == ("I",) else II_BY_BOTH


def _r_iss_why(reading: Reading) -> tuple[str, ...]:
    numbers = {name: reading.known[name] for name in ISS.inputs if name in reading.known}
    if ISS.possible(numbers) == ("II",):
        more = R_ISS.inputs.keys() - ISS.inputs.keys() - reading.known.keys()
        return (ALWAYS_II, STILL_DEPEND) if more else (ALWAYS_II,)
    fish_open = any(name in GENETICS for name in reading.needed)
    return (UNTESTED,) if fish_open else ()


def _nothing(_reading: Reading) -> tuple[str, ...]:
    return ()


def _criterion_4(reading: Reading) -> tuple[str, ...]:
    known = {name: reading.known[name] for name in IMS_CRITERION_4.inputs if name in reading.known}
    return IMS_CRITERION_4.possible(known)


def _ims_why(reading: Reading) -> tuple[str, ...]:
    return (CRITERION_4,) if _criterion_4(reading) == ("yes",) else ()


def _ims_shown(reading: Reading) -> str:
    """The cell of the table: the verdict, or what criterion 4 says on its own."""
    if _criterion_4(reading) == ("yes",):
        return "criterion 4 met"
    if reading.settled:
        return reading.possible[0]
    if _criterion_4(reading) != ("no",):
        return result_text(reading.possible)
    return f"criterion 4 not met ({_why_not_4(reading)})"


def _why_not_4(reading: Reading) -> str:
    if IMS_CRITERION_4.possible({"b2m": reading.known["b2m"]}) == ("no",):
        return "B2M below 5.5"
    measured_one = reading.results("creatinine")
    return "creatinine not below 1.2" if measured_one else "on dialysis"


def _ims_headline(reading: Reading) -> str:
    if _criterion_4(reading) == ("yes",):
        return "IMS/IMWG 2025 criterion 4 met"
    return f"IMS/IMWG 2025 {result_text(reading.possible)}"


def _ims_beside(reading: Reading) -> tuple[LabResult, ...]:
    """Criterion 4 rests on creatinine as much as on B2M."""
    return reading.results("creatinine") if _criterion_4(reading) == ("yes",) else ()


iss = IndexRule("iss", "ISS", ISS, MYELOMA, Story.MYELOMA, GREIPP_2005, _iss_why)
ims_2025 = IndexRule(
    "ims-2025",
    "IMS/IMWG 2025",
    IMS_2025,
    MYELOMA,
    Story.MYELOMA,
    AVET_LOISEAU_2025,
    _ims_why,
    overrides={"del17p": del17p_by_clone, "creatinine": creatinine_of_own_kidneys},
    shown=_ims_shown,
    headline=_ims_headline,
    beside=_ims_beside,
)
r_iss = IndexRule("r-iss", "R-ISS", R_ISS, MYELOMA, Story.MYELOMA, PALUMBO_2015, _r_iss_why)
r2_iss = IndexRule("r2-iss", "R2-ISS", R2_ISS, MYELOMA, Story.MYELOMA, DAGOSTINO_2022, _nothing)
mass = IndexRule("mass", "MASS", MASS, MYELOMA, Story.MYELOMA, MASS_2022, _nothing)

MYELOMA_RULES = (iss, ims_2025, r_iss, r2_iss, mass)
