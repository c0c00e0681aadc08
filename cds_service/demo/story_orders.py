"""Baskets of orders being written for demo patients: what the order hooks say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cds_service.demo.catalogue import B2M, CREATININE, Test
from cds_service.demo.catalogue_orders import ELECTROPHORESIS, LIGHT_CHAINS, METABOLIC_PANEL
from cds_service.demo.catalogue_urine import URINE_B2M


@dataclass(frozen=True)
class OrderStory:
    """A basket of drafts, in order; `patient` is the story whose chart it belongs to, `asked` how
    many drafts from the front the hook is called about."""

    id: str
    patient: str
    hook: str
    shows: str
    basket: Sequence[Test]
    asked: int = 1

    def context(self) -> dict[str, Any]:
        """The members of the hook's context beside user and patient."""
        drafts = [draft_order(test, self.patient, number) for number, test in self._numbered()]
        entries = [{"resource": draft} for draft in drafts]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        if self.hook != "order-select":
            return {"draftOrders": bundle}
        selected = [f"ServiceRequest/{draft['id']}" for draft in drafts[: self.asked]]
        return {"draftOrders": bundle, "selections": selected}

    def _numbered(self) -> list[tuple[int, Test]]:
        return list(enumerate(self.basket, start=1))


def draft_order(test: Test, patient_id: str, number: int) -> dict[str, Any]:
    """A test as a clinician's draft order."""
    return {
        "resourceType": "ServiceRequest",
        "id": f"{patient_id}-draft-{number}",
        "status": "draft",
        "intent": "order",
        "code": {"coding": [test.coding], "text": test.text},
        "subject": {"reference": f"Patient/{patient_id}"},
    }


ORDER_STORIES = (
    OrderStory(
        "order-serum",
        "new-myeloma",
        "order-select",
        "Serum B2M selected for a patient with myeloma and nothing else on file",
        (B2M,),
    ),
    OrderStory(
        "order-serum-complete",
        "normal",
        "order-sign",
        "Serum B2M signed together with creatinine, no blood cancer on record",
        (B2M, CREATININE),
    ),
    OrderStory(
        "order-work-up",
        "no-b2m",
        "order-sign",
        "Electrophoresis and light chains signed in untreated myeloma, with a metabolic panel",
        (ELECTROPHORESIS, LIGHT_CHAINS, METABOLIC_PANEL),
    ),
    OrderStory(
        "order-urine",
        "infection",
        "order-select",
        "Urine B2M selected without urine pH or creatinine",
        (URINE_B2M,),
    ),
    OrderStory(
        "order-dialysis",
        "dialysis",
        "order-sign",
        "Serum B2M signed on dialysis without another reason",
        (B2M,),
    ),
)
