// Cards as an EHR shows them in its side panel, with what a clinician can answer.

export function element(name, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(name), attributes);
  node.append(...children);
  return node;
}

const LABELS = { info: "Information", warning: "Warning", critical: "Critical" };

// `answer.accept(card, suggestion)` and `answer.dismiss(card, reason, comment)` are promises.
export function cardElement(card, detailHtml, answer) {
  const indicator = LABELS[card.indicator] ? card.indicator : "info";
  const node = element("article", { className: `card ${indicator}` });
  node.append(
    element("p", { className: "indicator", textContent: LABELS[indicator] }),
    element("h2", { textContent: card.summary }),
    element("div", { className: "detail", innerHTML: detailHtml }),
  );
  if (card.suggestions?.length) node.append(...suggestions(card, answer));
  node.append(element("p", { className: "source" }, "Source: ", link(card.source)));
  const further = (card.links ?? []).filter(({ url }) => url !== card.source.url);
  if (further.length) node.append(links(further));
  if (card.uuid) node.append(dismissal(card, node, answer));
  return node;
}

function suggestions(card, answer) {
  const items = card.suggestions.map((suggestion) => {
    const label = element("span", { className: "label", textContent: suggestion.label });
    if (suggestion.isRecommended) label.append(" ", element("span", { className: "tag", textContent: "recommended" }));
    const actions = (suggestion.actions ?? []).map((action) => action.description).join("; ");
    const text = element("span", { className: "offer" }, label, element("span", { className: "action", textContent: actions }));
    return element("li", {}, text, acceptButton(card, suggestion, answer));
  });
  return [
    element("h3", { textContent: "Suggested orders" }),
    element("ul", { className: "suggestions" }, ...items),
  ];
}

function acceptButton(card, suggestion, answer) {
  const button = element("button", { type: "button", className: "quiet small" });
  const named = (word) => {
    button.textContent = word;
    button.setAttribute("aria-label", `${word}: ${suggestion.label}`);
  };
  named("Accept");
  button.addEventListener("click", async () => {
    button.disabled = true;
    const done = await answer.accept(card, suggestion);
    named(done ? "Accepted" : "Accept");
    button.disabled = done;
  });
  return button;
}

function dismissal(card, node, answer) {
  const reasons = (card.overrideReasons ?? []).map((reason) => element("option", { value: reason.code, textContent: reason.display }));
  const select = element("select", { name: "reason" }, element("option", { value: "", textContent: "No reason given" }), ...reasons);
  const comment = element("input", { name: "comment", maxLength: 400, autocomplete: "off" });
  const form = element(
    "form",
    { className: "row" },
    element("label", {}, "Reason ", select),
    element("label", {}, "Comment ", comment),
    element("button", { className: "small", textContent: "Dismiss the card" }),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reason = card.overrideReasons?.find((offered) => offered.code === select.value);
    if (await answer.dismiss(card, reason, comment.value.trim())) showDismissed(node, card, reason);
  });
  return element("details", { className: "dismiss" }, element("summary", { textContent: "Dismiss" }), form);
}

function showDismissed(node, card, reason) {
  node.classList.add("dismissed");
  node.replaceChildren(
    element("h2", { textContent: card.summary }),
    element("p", { textContent: `Dismissed: ${reason ? reason.display : "no reason given"}` }),
  );
}

function links(offered) {
  return element("ul", { className: "links" }, ...offered.map((item) => element("li", {}, link(item))));
}

function link({ label, url }) {
  if (!url?.startsWith("https://")) return label;
  return element("a", { href: url, textContent: label, target: "_blank", rel: "noopener noreferrer" });
}
