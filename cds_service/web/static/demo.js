// The demo EHR: opening a chart or writing orders calls the hook and shows the cards.

import { call, discover, prefetch, renderMarkdown } from "./cds_client.js";
import { cardElement, element } from "./cards.js";
import { sendFeedback, showStored } from "./feedback.js";
import { basketIsEmpty, emptyBasket, orderContext, putIntoBasket } from "./orders.js";
import { showPerson } from "./person.js";
import { offerCopies, showWire } from "./wire.js";

const fhirServer = document.body.dataset.fhirServer;
const byId = (id) => document.getElementById(id);
let turn = 0;

function chosenHook() {
  return document.querySelector("#hooks input:checked").value;
}

function contextFor(hook, patientId) {
  const context = { userId: "Practitioner/demo", patientId };
  return hook === "patient-view" ? context : { ...context, ...orderContext(hook, patientId) };
}

// The data go on as the FHIR server wrote them: parsing would turn a laboratory's 2.0 into 2.
function hookRequest(hook, context, data) {
  const request = JSON.stringify({ hook, hookInstance: crypto.randomUUID(), fhirServer, context });
  if (!data) return request;
  const members = Object.entries(data).map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return `${request.slice(0, -1)},"prefetch":{${members.join(",")}}}`;
}

function message(textContent, kind = "") {
  byId("cards").replaceChildren(element("p", { className: `message ${kind}`, textContent }));
}

async function answering(work) {
  try {
    await work();
    return true;
  } catch (error) {
    byId("status").textContent = error.message;
    return false;
  }
}

// What a clinician's answer to a card sets going.
function answersTo(service, cards) {
  const told = (entry) => answering(async () => {
    await sendFeedback(service, entry);
    await showStored(cards);
  });
  return {
    async accept(card, suggestion) {
      const done = await told({ card: card.uuid, outcome: "accepted", acceptedSuggestions: [{ id: suggestion.uuid }] });
      if (done) for (const action of suggestion.actions ?? []) if (action.resource) putIntoBasket(action.resource);
      if (done && chosenHook() !== "patient-view") callHook(chosenPatient());
      return done;
    },
    dismiss(card, reason, comment) {
      const given = { ...(reason && { reason: { system: reason.system, code: reason.code } }), ...(comment && { userComment: comment }) };
      return told({ card: card.uuid, outcome: "overridden", ...(reason || comment ? { overrideReason: given } : {}) });
    },
  };
}

async function showCards(answer, service) {
  const { status, body } = answer.value ?? {};
  if (status !== 200) throw new Error(`The service answered ${status ?? answer.error}.`);
  const html = await renderMarkdown(body.cards.map((card) => card.detail ?? ""));
  const answers = answersTo(service, body.cards);
  const nodes = body.cards.map((card, index) => cardElement(card, html[index], answers));
  if (nodes.length) byId("cards").replaceChildren(...nodes);
  else message("The service returned no card for this chart. “Why these cards” tells the reason.");
  await showStored(body.cards);
}

function statusText(taken, answer) {
  const slowest = Math.max(0, ...taken.map(({ ms }) => ms));
  const data = taken.length ? `${taken.length} prefetch keys in ${slowest} ms` : "No prefetch sent";
  return `${data}. Service answered in ${answer.ms} ms.`;
}

async function callHook(patientId) {
  const mine = ++turn;
  const hook = chosenHook();
  byId("basket").hidden = hook === "patient-view";
  byId("status").textContent = "Asking the service…";
  if (hook !== "patient-view" && basketIsEmpty()) {
    message("Put a test into the basket: this hook is called while orders are written.");
    byId("status").textContent = "";
    return;
  }
  try {
    const service = await discover(hook);
    const context = contextFor(hook, patientId);
    const { data, taken } = byId("no-prefetch").checked ? { taken: [] } : await prefetch(service, context);
    const request = hookRequest(hook, context, data);
    const answer = await call(service, request);
    if (mine !== turn) return;
    showWire(request, answer, taken);
    await showCards(answer, service);
    byId("status").textContent = statusText(taken, answer);
  } catch (error) {
    if (mine !== turn) return;
    byId("status").textContent = "";
    message(error.message, "problem");
  }
}

async function openChart(patientId) {
  const mine = ++turn;
  emptyBasket();
  document.querySelector("#hooks input").checked = true;
  byId("cards").replaceChildren();
  byId("stored").hidden = true;
  byId("status").textContent = "Reading the chart…";
  try {
    await showPerson(patientId, () => mine === turn);
  } catch (error) {
    if (mine === turn) message(error.message, "problem");
  }
  if (mine !== turn) return;
  byId("chart").hidden = false;
  await callHook(patientId);
}

// Chart and why-page read what the chart holds, also where the hook was called without prefetch.
async function openReading(event) {
  event.preventDefault();
  const form = event.target;
  const { formAction } = event.submitter;
  const hook = basketIsEmpty() ? "patient-view" : chosenHook();
  const context = contextFor(hook, chosenPatient());
  const { data } = await prefetch(await discover(hook), context);
  form.elements.text.value = hookRequest(hook, context, data);
  form.action = formAction;
  form.submit();
}

function chosenLink() {
  return document.querySelector(`[data-patient="${CSS.escape(location.hash.slice(1))}"]`);
}

function chosenPatient() {
  return chosenLink().dataset.patient;
}

function route() {
  const chosen = chosenLink();
  for (const link of document.querySelectorAll("[data-patient][aria-current]")) link.removeAttribute("aria-current");
  chosen?.setAttribute("aria-current", "page");
  document.body.classList.toggle("chart-open", Boolean(chosen));
  byId("welcome").hidden = Boolean(chosen);
  byId("chart").hidden = true;
  turn += 1;
  if (chosen) openChart(chosen.dataset.patient);
}

function search() {
  const wanted = byId("search").value.trim().toLowerCase();
  const items = [...byId("patient-list").children];
  for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  byId("no-match").hidden = items.some((item) => !item.hidden);
}

function takeDroppedFile(event) {
  event.preventDefault();
  const { files } = event.dataTransfer;
  byId("own").querySelector("details").open = true;
  if (files.length) byId("own-file").files = files;
  else byId("own-text").value = event.dataTransfer.getData("text");
}

byId("search").addEventListener("input", search);
byId("no-prefetch").addEventListener("change", () => callHook(chosenPatient()));
byId("hooks").addEventListener("change", () => callHook(chosenPatient()));
byId("orders").addEventListener("change", () => callHook(chosenPatient()));
byId("readings").addEventListener("submit", (event) => answering(() => openReading(event)));
byId("own").addEventListener("dragover", (event) => event.preventDefault());
byId("own").addEventListener("drop", takeDroppedFile);
offerCopies();
window.addEventListener("hashchange", route);
route();
