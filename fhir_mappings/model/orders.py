"""What is being ordered, and what is ordered already."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fhir_mappings.model.people import Disease
from fhir_mappings.model.values import Moment


class LabTest(Enum):
    """A test that an order asks for, in the words a card uses; a panel asks for several."""

    SERUM_B2M = "serum B2M"
    URINE_B2M = "urine B2M"
    URINE_B2M_RATE = "24 h urine B2M"
    KIDNEY_FUNCTION = "creatinine with eGFR"
    CYSTATIN_C = "cystatin C"
    ALBUMIN = "albumin"
    LDH = "LDH"
    CALCIUM = "calcium"
    BLOOD_COUNT = "blood count"
    IGM = "IgM"
    LIGHT_CHAINS = "free light chains"
    ELECTROPHORESIS = "protein electrophoresis"
    IMMUNOFIXATION = "immunofixation"
    URINE_ELECTROPHORESIS = "urine protein electrophoresis"
    URINE_ALBUMIN = "urine albumin/creatinine"
    URINE_CREATININE = "urine creatinine"
    URINE_PH = "urine pH"
    RETINOL_BINDING_PROTEIN = "urine retinol-binding protein"
    FISH = "FISH"
    TP53 = "TP53"
    IGHV = "IGHV"
    MARROW = "bone marrow"


@dataclass(frozen=True)
class Order:
    """One order of laboratory tests that the rules know.

    `written`: when it was authored; `due`: when the specimen is to be taken, `occurrence` the same
    as the source wrote it, "" unless it is one date. `alkalinised`: it asks for urine collected so
    that acid cannot destroy B2M. `reasons`: the diagnoses given as its reason; None when none is
    given, empty when the reason is one the rules do not know.
    """

    tests: frozenset[LabTest]
    reference: str
    written: Moment | None = None
    due: Moment | None = None
    occurrence: str = ""
    alkalinised: bool = False
    reasons: frozenset[Disease] | None = None


@dataclass(frozen=True)
class DraftOrders:
    """The orders being written: all of them, and those that the hook is called about."""

    every: tuple[Order, ...] = ()
    asked: tuple[Order, ...] = ()

    def first(self, *tests: LabTest) -> Order | None:
        """The first order in question that asks for one of these tests."""
        return next((order for order in self.asked if order.tests & set(tests)), None)
