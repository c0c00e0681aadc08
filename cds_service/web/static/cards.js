// Cards as an EHR shows them in its side panel.

export function element(name, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(name), attributes);
  node.append(...children);
  return node;
}

const LABELS = { info: "Information", warning: "Warning", critical: "Critical" };

export function cardElement(card, detailHtml) {
  const indicator = LABELS[card.indicator] ? card.indicator : "info";
  const node = element("article", { className: `card ${indicator}` });
  node.append(
    element("p", { className: "indicator", textContent: LABELS[indicator] }),
    element("h2", { textContent: card.summary }),
    element("div", { className: "detail", innerHTML: detailHtml }),
  );
  if (card.suggestions?.length) node.append(...suggestions(card.suggestions));
  node.append(element("p", { className: "source" }, "Source: ", source(card.source)));
  return node;
}

function suggestions(offered) {
  const items = offered.map((suggestion) => {
    const label = element("span", { className: "label", textContent: suggestion.label });
    if (suggestion.isRecommended) label.append(element("span", { className: "tag", textContent: "recommended" }));
    const actions = (suggestion.actions ?? []).map((action) => action.description).join("; ");
    return element("li", {}, label, element("span", { className: "action", textContent: actions }));
  });
  return [
    element("h3", { textContent: "Suggested orders" }),
    element("ul", { className: "suggestions" }, ...items),
  ];
}

function source({ label, url }) {
  if (!url?.startsWith("https://")) return label;
  return element("a", { href: url, textContent: label, target: "_blank", rel: "noopener noreferrer" });
}
