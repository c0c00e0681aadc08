// What went over the wire: request, response, how long each prefetch key took.

import { element } from "./cards.js";

const byId = (id) => document.getElementById(id);

export function showWire(request, answer, taken) {
  byId("request").textContent = JSON.stringify(JSON.parse(request), null, 2);
  byId("response").textContent = JSON.stringify(answer.value?.body ?? answer.error, null, 2);
  const lines = taken.map(({ key, ms, error }) => `${key}: ${ms} ms${error ? `, ${error}` : ""}`);
  const texts = lines.length ? lines : ["none sent"];
  byId("timings").replaceChildren(...texts.map((textContent) => element("li", { textContent })));
}

export function offerCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.textContent;
    button.addEventListener("click", async () => {
      button.textContent = (await copied(byId(button.dataset.copy))) ? "Copied" : "Selected: press Ctrl-C";
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
}

// Where the clipboard is closed to scripts, the text is selected instead.
async function copied(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(node);
    return false;
  }
}
