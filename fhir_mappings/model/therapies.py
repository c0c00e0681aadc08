"""Treatment on record, as far as it bears on the reading of B2M."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fhir_mappings.model.people import Disease
from fhir_mappings.model.values import Moment


class Strength(Enum):
    """How far a record shows that a treatment was given."""

    STRONG = "given"
    WEAK = "ordered or stated"


class Kind(Enum):
    """What a treatment is, in the words a card uses."""

    AGENT = "anti-cancer medicine"
    ANTINEOPLASTIC = "antineoplastic medicine without a disease of its own"
    REGIMEN = "regimen named in words"
    STEROID = "systemic glucocorticoid"
    CHEMOTHERAPY = "chemotherapy"
    CELL_THERAPY = "stem cell transplant or CAR-T cells"
    RADIOTHERAPY = "radiotherapy"
    PLASMA_EXCHANGE = "plasma exchange"
    DIALYSIS = "dialysis"
    CONTINUOUS_DIALYSIS = "continuous renal replacement"
    KIDNEY_TRANSPLANT = "kidney transplant"
    OTHER = "other medicine"


@dataclass(frozen=True)
class Therapy:
    """One treatment record of one substance or procedure.

    `groups`: the diseases it treats, of "myeloma", "cll", "bnhl", "wm"; empty when it is not
    specific (then it never proves therapy). `effects`: of "nephrotoxic", "raises_b2m",
    "raises_creatinine".
    `start` is None without a usable date; with `no_later` it is only the latest possible start (a
    renewed order, a statement without period, a history code). `end` is None when open or unknown.
    `active`: the record says that it goes on. `by_name`: recognised by words instead of a code.
    `reasons`: the diagnoses given as reason; None when no reason is recorded, empty when it is one
    the rules do not know.
    """

    substance: str
    kind: Kind
    groups: frozenset[str]
    strength: Strength
    start: Moment | None
    reference: str
    effects: frozenset[str] = frozenset()
    active: bool = False
    by_name: bool = False
    end: Moment | None = None
    no_later: bool = False
    reasons: frozenset[Disease] | None = None
