// What went over the wire: request, response, how long each prefetch key took.

import { element } from "./cards.js";

const byId = (id) => document.getElementById(id);

export function showWire(request, answer, taken) {
  byId("request").textContent = written(JSON.parse(request));
  byId("response").textContent = written(answer.value?.body ?? answer.error);
  const lines = taken.map(({ key, ms, error }) => `${key}: ${ms} ms${error ? `, ${error}` : ""}`);
  const texts = lines.length ? lines : ["none sent"];
  byId("timings").replaceChildren(...texts.map((textContent) => element("li", { textContent })));
}

// Characters that are not seen but turn the direction of what follows stand as escapes: the same JSON.
function written(value) {
  const escaped = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, 2).replace(/\p{Cf}/gu, (found) => found.split("").map(escaped).join(""));
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
