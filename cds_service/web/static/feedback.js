// What became of the cards: sent to the service as CDS Hooks feedback, and read back from its store.

import { element } from "./cards.js";

const section = document.getElementById("stored");
const list = document.getElementById("stored-list");

export async function sendFeedback(service, entry) {
  const body = { feedback: [{ ...entry, outcomeTimestamp: new Date().toISOString() }] };
  const answer = await fetch(`/cds-services/${encodeURIComponent(service.id)}/feedback`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The service answered the feedback with ${answer.status}.`);
}

export async function showStored(cards) {
  const answer = await fetch("/demo/feedback");
  if (!answer.ok) throw new Error(`The stored feedback cannot be read (${answer.status}).`);
  const { feedback } = await answer.json();
  const shown = feedback.filter(({ card }) => cards.some(({ uuid }) => uuid === card));
  list.replaceChildren(...shown.map((row) => element("li", { textContent: rowText(row, cards) })));
  section.hidden = !shown.length;
}

function rowText(row, cards) {
  const { summary } = cards.find(({ uuid }) => uuid === row.card);
  const why = [row.reason_code, row.user_comment && `“${row.user_comment}”`].filter(Boolean).join(", ");
  return `${row.outcome}${why ? ` (${why})` : ""}, ${row.received_at.slice(0, 16).replace("T", " ")}: ${summary}`;
}
