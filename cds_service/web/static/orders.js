// The basket of orders being written, as draft ServiceRequests.

import { element } from "./cards.js";

const LOINC = "http://loinc.org";
const orders = document.getElementById("orders");
const boxes = () => [...orders.querySelectorAll("input")];

export function emptyBasket() {
  for (const box of boxes()) {
    if (box.dataset.suggested) box.closest("label").remove();
    box.checked = false;
  }
}

export function basketIsEmpty() {
  return !boxes().some((box) => box.checked);
}

// An order that a card suggested: its box is checked, or added.
export function putIntoBasket(resource) {
  const loinc = resource.code?.coding?.find(({ system }) => system === LOINC)?.code ?? "";
  const known = boxes().find((box) => loinc && box.value === loinc);
  if (known) {
    known.checked = true;
    return;
  }
  const box = element("input", { type: "checkbox", checked: true, value: loinc });
  box.dataset.suggested = JSON.stringify(resource);
  orders.append(element("label", {}, box, " ", element("span", { textContent: resource.code?.text ?? loinc })));
}

function draft(box, index, patientId) {
  const suggested = box.dataset.suggested ? JSON.parse(box.dataset.suggested) : null;
  const coding = { system: LOINC, code: box.value, ...(box.dataset.display && { display: box.dataset.display }) };
  const text = box.closest("label").textContent.trim();
  const written = suggested ?? {
    resourceType: "ServiceRequest",
    intent: "order",
    code: { coding: [coding], text },
    subject: { reference: `Patient/${patientId}` },
  };
  return { ...written, status: "draft", id: `draft-${index + 1}` };
}

// What the order hooks add to the context; order-select is called about all of the basket.
export function orderContext(hook, patientId) {
  const drafts = boxes().filter((box) => box.checked).map((box, index) => draft(box, index, patientId));
  const entry = drafts.map((resource) => ({ resource }));
  const context = { draftOrders: { resourceType: "Bundle", type: "collection", entry } };
  if (hook === "order-select") context.selections = drafts.map(({ id }) => `ServiceRequest/${id}`);
  return context;
}
