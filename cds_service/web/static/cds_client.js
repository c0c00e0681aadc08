// A CDS client as small as an EHR could have it: discovery, prefetch, hook.

const RELAY = "/demo/fhir/";

export async function discover(hook) {
  const answer = await fetch("/cds-services");
  if (!answer.ok) throw new Error(`discovery answered ${answer.status}`);
  const { services } = await answer.json();
  const service = services.find((offered) => offered.hook === hook);
  if (!service) throw new Error(`the service does not offer ${hook}`);
  return service;
}

// The resource or Bundle as text, untouched.
export async function read(query) {
  const answer = await fetch(RELAY + query);
  if (!answer.ok) throw new Error(`the FHIR server answered ${answer.status}`);
  return answer.text();
}

function resolve(template, context) {
  return template.replace(/\{\{context\.(\w+)\}\}/g, (_, name) => encodeURIComponent(context[name]));
}

async function timed(work) {
  const start = performance.now();
  const outcome = await work().then(
    (value) => ({ value }),
    (error) => ({ error: error.message }),
  );
  return { ...outcome, ms: Math.round(performance.now() - start) };
}

// A key that could not be had is left out, as the specification asks.
export async function prefetch(service, context) {
  const keys = Object.entries(service.prefetch ?? {});
  const taken = await Promise.all(
    keys.map(async ([key, template]) => ({ key, ...(await timed(() => read(resolve(template, context)))) })),
  );
  const had = taken.filter((item) => !item.error);
  return { data: Object.fromEntries(had.map(({ key, value }) => [key, value])), taken };
}

export async function call(service, request) {
  return timed(async () => {
    const answer = await fetch(`/cds-services/${encodeURIComponent(service.id)}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: request,
    });
    return { status: answer.status, body: await answer.json() };
  });
}

export async function renderMarkdown(texts) {
  const answer = await fetch("/demo/render", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ markdown: texts }),
  });
  if (!answer.ok) throw new Error(`rendering answered ${answer.status}`);
  return (await answer.json()).html;
}
