// The demo EHR: opening a chart calls the patient-view hook and shows the cards.

import { call, discover, prefetch, read, renderMarkdown } from "./cds_client.js";
import { cardElement, element } from "./cards.js";

const HOOK = "patient-view";
const fhirServer = document.body.dataset.fhirServer;
const byId = (id) => document.getElementById(id);
let opened = 0;

function age(birthDate) {
  const born = new Date(birthDate);
  const now = new Date();
  const months = (now.getFullYear() - born.getUTCFullYear()) * 12 + now.getMonth() - born.getUTCMonth();
  return Math.floor((now.getDate() < born.getUTCDate() ? months - 1 : months) / 12);
}

function showPerson(patient, conditions) {
  const [name] = patient.name;
  byId("patient-name").textContent = `${name.given.join(" ")} ${name.family}`;
  const facts = { Age: age(patient.birthDate), Sex: patient.gender, Born: patient.birthDate, Record: patient.id };
  byId("patient-facts").replaceChildren(
    ...Object.entries(facts).map(([term, fact]) =>
      element("div", {}, element("dt", { textContent: term }), element("dd", { textContent: fact })),
    ),
  );
  const problems = (conditions.entry ?? []).map(({ resource }) => problemText(resource));
  byId("patient-problems").textContent = problems.length ? `Problems: ${problems.join("; ")}` : "No problems on record";
}

function problemText(condition) {
  const verification = condition.verificationStatus?.coding?.[0]?.code;
  return condition.code.text + (verification === "confirmed" ? "" : ` (${verification ?? "status not given"})`);
}

async function gather(service, context) {
  if (byId("no-prefetch").checked) return { taken: [] };
  return prefetch(service, context);
}

// The data go on as the FHIR server wrote them: parsing would turn a laboratory's 2.0 into 2.
function hookRequest(context, data) {
  const request = JSON.stringify({ hook: HOOK, hookInstance: crypto.randomUUID(), fhirServer, context });
  if (!data) return request;
  const members = Object.entries(data).map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return `${request.slice(0, -1)},"prefetch":{${members.join(",")}}}`;
}

function showTimings(taken) {
  const lines = taken.map(({ key, ms, error }) => `${key}: ${ms} ms${error ? `, ${error}` : ""}`);
  const texts = lines.length ? lines : ["none sent"];
  byId("timings").replaceChildren(...texts.map((textContent) => element("li", { textContent })));
}

function showWire(request, answer, taken) {
  byId("request").textContent = JSON.stringify(JSON.parse(request), null, 2);
  byId("response").textContent = JSON.stringify(answer.value?.body ?? answer.error, null, 2);
  showTimings(taken);
}

async function showCards(answer) {
  const { status, body } = answer.value ?? {};
  if (status !== 200) throw new Error(`The service answered ${status ?? answer.error}.`);
  const html = await renderMarkdown(body.cards.map((card) => card.detail ?? ""));
  const nodes = body.cards.map((card, index) => cardElement(card, html[index]));
  const none = element("p", { className: "message", textContent: "The service returned no card for this chart." });
  byId("cards").replaceChildren(...(nodes.length ? nodes : [none]));
}

function statusText(taken, answer) {
  const slowest = Math.max(0, ...taken.map(({ ms }) => ms));
  const data = taken.length ? `${taken.length} prefetch keys in ${slowest} ms` : "No prefetch sent";
  return `${data}. Service answered in ${answer.ms} ms.`;
}

async function callHook(patientId, isCurrent) {
  const service = await discover(HOOK);
  const context = { userId: "Practitioner/demo", patientId };
  const { data, taken } = await gather(service, context);
  const request = hookRequest(context, data);
  const answer = await call(service, request);
  if (!isCurrent()) return;
  showWire(request, answer, taken);
  await showCards(answer);
  byId("status").textContent = statusText(taken, answer);
}

async function openChart(patientId) {
  const turn = ++opened;
  const isCurrent = () => turn === opened;
  byId("cards").replaceChildren();
  byId("status").textContent = "Asking the service…";
  try {
    const [patient, conditions] = await Promise.all([
      read(`Patient/${encodeURIComponent(patientId)}`),
      read(`Condition?patient=${encodeURIComponent(patientId)}`),
    ].map((text) => text.then(JSON.parse)));
    if (!isCurrent()) return;
    showPerson(patient, conditions);
    byId("chart").hidden = false;
    await callHook(patientId, isCurrent);
  } catch (error) {
    if (!isCurrent()) return;
    byId("status").textContent = "";
    byId("chart").hidden = false;
    byId("cards").replaceChildren(element("p", { className: "message problem", textContent: error.message }));
  }
}

function chosenLink() {
  return document.querySelector(`[data-patient="${CSS.escape(location.hash.slice(1))}"]`);
}

function route() {
  const chosen = chosenLink();
  for (const link of document.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  chosen?.setAttribute("aria-current", "page");
  document.body.classList.toggle("chart-open", Boolean(chosen));
  byId("welcome").hidden = Boolean(chosen);
  byId("chart").hidden = true;
  if (chosen) openChart(chosen.dataset.patient);
}

function search() {
  const wanted = byId("search").value.trim().toLowerCase();
  const items = [...byId("patient-list").children];
  for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  byId("no-match").hidden = items.some((item) => !item.hidden);
}

byId("search").addEventListener("input", search);
byId("no-prefetch").addEventListener("change", () => openChart(chosenLink().dataset.patient));
window.addEventListener("hashchange", route);
route();
