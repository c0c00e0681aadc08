"""What the kidney does to a stage or a group: kidney-confounded on dialysis, never corrected.

Against a correction: uncorrected B2M was the strongest variable of the MRC series (Cuzick 1985),
and in a Spanish series a creatinine-corrected B2M separated less well (1992, PMID 1447935), both by
their abstracts (kidney rules 4.5). That, and the reports on ISS with reduced kidney function that
conflict (Dimopoulos 2012, doi:10.1093/annonc/mdr276, for it, verified; a transplant cohort against,
secondary), concern myeloma and are said of ISS alone.
"""

from __future__ import annotations

from cds_service.rules.chronicity import is_low
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Story
from cds_service.rules.kidney import KidneyReading
from cds_service.rules.kidney_notes import NO_EGFR

WITH_LIGHT_CHAINS = {Story.MYELOMA, Story.WALDENSTROM}
ISS_ON_DIALYSIS = (
    "On dialysis a B2M of 5.5 mg/L or more is nearly universal: the stage is kidney-confounded."
)
INDEX_ON_DIALYSIS = (
    "On dialysis a B2M above the cut-offs is nearly universal: the stage is kidney-confounded."
)
ISS_NOT_CORRECTED = (
    "The stage is not corrected for this: ISS was built on the measured value, and corrected B2M "
    "predicted survival less well. Reports on ISS with reduced kidney function conflict."
)
INDEX_NOT_CORRECTED = "The stage is not corrected for this: the index was built on measured B2M."
LIGHT_CHAINS = "Below eGFR 60 read the free light chain ratio with a kidney reference interval."


def stage_sentences(reading: KidneyReading, story: Story) -> tuple[str, ...]:
    """Sentences for the staging card of a disease; none where the kidney is not reduced."""
    myeloma = story is Story.MYELOMA
    if reading.verdict is Verdict.DIALYSIS:
        return (ISS_ON_DIALYSIS if myeloma else INDEX_ON_DIALYSIS,)
    shown = reading.estimate if reading.verdict not in NO_EGFR else None
    if shown is None or not is_low(shown):
        return ()
    not_corrected = ISS_NOT_CORRECTED if myeloma else INDEX_NOT_CORRECTED
    return (not_corrected, LIGHT_CHAINS) if story in WITH_LIGHT_CHAINS else (not_corrected,)
