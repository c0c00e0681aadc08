// The chart's banner: who the patient is, and the problem list.

import { read } from "./cds_client.js";
import { element } from "./cards.js";

const byId = (id) => document.getElementById(id);

export async function showPerson(patientId, isCurrent) {
  const id = encodeURIComponent(patientId);
  const texts = await Promise.all([read(`Patient/${id}`), read(`Condition?patient=${id}`)]);
  if (!isCurrent()) return;
  const [patient, conditions] = texts.map((text) => JSON.parse(text));
  byId("patient-name").textContent = visible(nameText(patient.name?.[0]) || patient.id);
  const facts = { Age: age(patient.birthDate), Sex: patient.gender, Born: patient.birthDate, Record: patient.id };
  const known = Object.entries(facts).filter(([, fact]) => fact || fact === 0);
  byId("patient-facts").replaceChildren(
    ...known.map(([term, fact]) =>
      element("div", {}, element("dt", { textContent: term }), element("dd", { textContent: fact })),
    ),
  );
  const problems = (conditions.entry ?? []).map(({ resource }) => problemText(resource));
  byId("patient-problems").textContent = problems.length ? `Problems: ${problems.join("; ")}` : "No problems on record";
}

function nameText(name) {
  return [...(name?.given ?? []), name?.family].filter(Boolean).join(" ");
}

function codeText(code) {
  const [coding] = code?.coding ?? [];
  return code?.text ?? coding?.display ?? coding?.code ?? "unnamed";
}

// Without characters that are not seen but turn the direction of what follows.
function visible(text) {
  return text.replace(/\p{C}/gu, " ");
}

function age(birthDate) {
  const born = new Date(birthDate);
  const now = new Date();
  const months = (now.getFullYear() - born.getUTCFullYear()) * 12 + now.getMonth() - born.getUTCMonth();
  return Math.floor((now.getDate() < born.getUTCDate() ? months - 1 : months) / 12);
}

function problemText(condition) {
  const verification = condition.verificationStatus?.coding?.[0]?.code;
  return visible(codeText(condition.code)) + (verification === "confirmed" ? "" : ` (${verification ?? "status not given"})`);
}
