// The developers' page. It asks its own AppHost only, and shows text as text.
import { time, waterfall } from "./waterfall.js";

const shapes = {
  good: ["M3 8.5l3.5 3.5L13 4.5"],
  busy: ["M8 2v2.5M8 11.5V14M2 8h2.5M11.5 8H14M3.8 3.8l1.7 1.7M10.5 10.5l1.7 1.7M12.2 3.8l-1.7 1.7M5.5 10.5l-1.7 1.7"],
  warning: ["M8 5v4M8 11.2v.1", "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z"],
  bad: ["M4 4l8 8M12 4l-8 8"],
  idle: ["M3.5 8h9"],
  log: ["M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5"],
  restart: ["M13 8a5 5 0 1 1-1.6-3.7", "M13 2.5V5h-2.5"],
  stop: ["M3.5 3.5h9v9h-9z"],
  start: ["M5 3l8 5-8 5z"],
  key: ["M6 10a3 3 0 1 1 2-2l5-5M11 5l1.5 1.5"],
  link: ["M6.5 9.5l3-3M5 8l-2 2a2.1 2.1 0 0 0 3 3l2-2M11 8l2-2a2.1 2.1 0 0 0-3-3L8 5"],
};

export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value || value === "") element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  for (const d of shapes[name]) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export async function get(path) {
  const answer = await fetch(path);
  return answer.ok ? answer.json() : null;
}

const view = document.getElementById("view");
const summary = document.getElementById("summary");
let suite = null;
let chosen = null;
let console_ = null;
let shown = 0;

const live = new EventSource("/api/live");
live.onmessage = (message) => {
  suite = JSON.parse(message.data);
  say();
  refresh();
};
live.onerror = () => {
  summary.textContent = "The AppHost does not answer.";
};

function say() {
  const up = suite.up >= 60 ? `${Math.floor(suite.up / 60)} min ${suite.up % 60} s` : `${suite.up} s`;
  summary.textContent = `${suite.resources.length} resources · up ${up}`;
}

const act = (name, what) => fetch(`/api/resources/${name}/${what}`, { method: "POST" });
document.getElementById("stop").onclick = () => {
  if (confirm("Stop every resource and the AppHost?")) fetch("/api/stop", { method: "POST" });
};

const head = (...names) =>
  h("thead", {}, h("tr", {}, ...names.map(([name, kind]) => h("th", { class: kind, scope: "col" }, name))));

function button(resource, what, shape, word) {
  return h(
    "button",
    {
      class: "icon",
      "data-act": `${resource}/${what}`,
      "aria-label": `${word} ${resource}`,
      title: `${word} ${resource}`,
      onclick: () => (what === "console" ? (location.hash = `console/${resource}`) : act(resource, what)),
    },
    icon(shape),
  );
}

function row(r) {
  const address =
    r.reason && r.tone !== "good"
      ? h("td", { class: "mono muted" }, r.reason)
      : h(
          "td",
          { class: "mono" },
          ...(r.urls ?? []).flatMap((url, at) => [
            at ? " · " : "",
            url.name === "http" ? h("a", { href: url.url, target: "_blank", rel: "noreferrer" }, url.url) : `${url.name === "tcp" ? "postgres" : url.name} ${url.url.replace(/^\w+:\/\//, "")}`,
          ]),
          r.note ? ` · ${r.note}` : "",
        );
  return h(
    "tr",
    { class: chosen === r.name ? "chosen" : "", "data-name": r.name },
    h(
      "td",
      {},
      h("button", { class: "link", "data-act": `${r.name}/choose`, "aria-expanded": String(chosen === r.name), onclick: () => choose(r.name) }, r.name),
    ),
    h("td", {}, h("span", { class: `state ${r.tone}` }, icon(r.tone), h("span", {}, r.state))),
    h("td", { class: "muted extra" }, r.kind),
    address,
    h("td", { class: "muted extra" }, r.version ?? ""),
    h("td", { class: "number extra" }, r.readyAfter == null ? "" : `${r.readyAfter.toFixed(1)} s`),
    h("td", { class: `number ${r.errors ? "some" : ""}` }, r.errors == null ? "" : String(r.errors)),
    h(
      "td",
      { class: "acts" },
      button(r.name, "console", "log", "Console of"),
      button(r.name, "restart", "restart", "Restart"),
      r.runs ? button(r.name, "stop", "stop", "Stop") : button(r.name, "start", "start", "Start"),
    ),
  );
}

function rows() {
  const held = document.activeElement?.dataset?.act;
  const body = view.querySelector("tbody");
  body.replaceChildren(
    ...suite.resources.map(row),
    h(
      "tr",
      {},
      h("td", {}, "parameters"),
      h("td", {}, h("span", { class: "state" }, icon("key"), "Set")),
      h("td", { class: "muted extra" }, "Parameter"),
      h("td", { class: "mono muted", colspan: 5, title: suite.parameters.names.join(", ") }, `${suite.parameters.total}, of them ${suite.parameters.secret} secret, shown nowhere`),
    ),
  );
  if (held) view.querySelector(`[data-act="${held}"]`)?.focus();
}

async function choose(name) {
  chosen = chosen === name ? null : name;
  rows();
  const place = document.getElementById("chosen");
  if (!chosen) return place.replaceChildren();
  const variables = (await get(`/api/resources/${name}/environment`)) ?? [];
  place.replaceChildren(
    h(
      "section",
      {},
      h("h2", {}, `Environment of ${name}`),
      variables.length === 0
        ? h("p", { class: "muted" }, "It has been given none yet.")
        : h("dl", {}, ...variables.flatMap((v) => [h("dt", { class: "mono" }, v.name), h("dd", { class: "mono" }, v.value)])),
    ),
  );
}

const views = {
  resources() {
    view.replaceChildren(
      h(
        "div",
        { class: "scroll" },
        h(
          "table",
          {},
          head(["Name"], ["State"], ["Kind", "extra"], ["Address"], ["Version", "extra"], ["Ready after", "number extra"], ["Errors, 5 min", "number"], [""]),
          h("tbody", {}),
        ),
      ),
      h("div", { id: "chosen" }),
      h("section", { id: "last" }, h("p", { class: "muted" }, "No request yet. The next one is drawn here.")),
    );
    chosen = null;
    rows();
    last();
  },
  console(name) {
    name ||= suite.resources[0]?.name;
    const lines = h("pre", { class: "console", tabindex: "0", "aria-label": `Console of ${name}` });
    view.replaceChildren(
      h("section", {}, h("div", { class: "bar" }, h("h2", {}, "Console"), picker(name, (to) => (location.hash = `console/${to}`))), lines),
    );
    console_ = new EventSource(`/api/console/${name}`);
    console_.onmessage = (message) => {
      const end = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 40;
      lines.append(JSON.parse(message.data), "\n");
      while (lines.childNodes.length > 8000) lines.firstChild.remove();
      if (end) lines.scrollTop = lines.scrollHeight;
    };
    // The past comes again after a break.
    console_.onopen = () => lines.replaceChildren();
  },
  async logs(_, query) {
    const asked = new URLSearchParams(query);
    const records = (await get(`/api/logs?${asked}`)) ?? [];
    view.replaceChildren(
      h(
        "section",
        {},
        h(
          "div",
          { class: "bar" },
          h("h2", {}, asked.get("trace") ? `Logs of trace ${asked.get("trace").slice(0, 8)}` : "Logs"),
          picker(asked.get("resource") ?? "", (to) => (location.hash = `logs?${to ? `resource=${to}` : ""}`), "All resources"),
          h("span", { class: "muted" }, `${records.length} records, newest first`),
        ),
      ),
      list(
        records,
        [["Time"], ["Resource"], ["Level"], ["Text"], ["Trace", "extra"]],
        (r) => [
          h("td", { class: "mono" }, new Date(r.at).toLocaleTimeString("en-GB")),
          h("td", {}, r.resource),
          h("td", { class: r.severity >= 17 ? "bad" : r.severity >= 13 ? "warning" : "muted" }, r.level),
          h("td", { class: "mono", title: r.category }, r.text),
          h("td", { class: "extra" }, r.trace ? h("a", { href: `#traces/${r.trace}` }, r.trace.slice(0, 8)) : ""),
        ],
        "Nothing was logged yet.",
      ),
    );
  },
  async traces(id) {
    if (id) {
      const fall = await waterfall(id);
      view.replaceChildren(h("section", {}, h("p", {}, h("a", { href: "#traces" }, "← All traces")), fall));
      return;
    }
    const traces = (await get("/api/traces")) ?? [];
    view.replaceChildren(
      h("section", {}, h("div", { class: "bar" }, h("h2", {}, "Traces"), h("span", { class: "muted" }, `${traces.length}, newest first; the last 500 are kept`))),
      list(
        traces,
        [["Request"], ["Resource"], ["Time"], ["Resources", "extra"], ["Spans", "number"], ["Duration", "number"]],
        (t) => [
          h("td", {}, h("a", { href: `#traces/${t.id}` }, t.name)),
          h("td", {}, t.resource),
          h("td", { class: "mono" }, new Date(t.at).toLocaleTimeString("en-GB")),
          h("td", { class: "muted extra" }, t.resources.join(" ")),
          h("td", { class: "number" }, String(t.spans)),
          h("td", { class: t.failed ? "number failed" : "number" }, `${time(t.ms)}${t.failed ? " · failed" : ""}`),
        ],
        "No request yet.",
      ),
    );
  },
  async metrics() {
    const metrics = (await get("/api/metrics")) ?? [];
    view.replaceChildren(
      h("section", {}, h("div", { class: "bar" }, h("h2", {}, "Metrics"), h("span", { class: "muted" }, "the latest value of each; of a distribution its mean"))),
      list(
        metrics,
        [["Metric"], ["Resource"], ["Labels", "extra"], ["Count", "number"], ["Value", "number"]],
        (m) => [
          h("td", {}, m.name),
          h("td", {}, m.resource),
          h("td", { class: "mono muted extra" }, m.labels),
          h("td", { class: "number" }, m.count ?? ""),
          h("td", { class: "number" }, `${m.value.toLocaleString("en-GB", { maximumSignificantDigits: 4 })} ${m.unit.replace(/[{}]/g, "")}`),
        ],
        "No metric was sent yet.",
      ),
    );
  },
};

function list(items, columns, cells, none) {
  return items.length === 0
    ? h("section", {}, h("p", { class: "muted" }, none))
    : h("div", { class: "scroll" }, h("table", {}, head(...columns), h("tbody", {}, ...items.map((item) => h("tr", {}, ...cells(item))))));
}

function picker(chosenName, go, all) {
  const names = suite.resources.map((r) => r.name);
  const select = h(
    "select",
    { "aria-label": "Resource", onchange: () => go(select.value) },
    ...(all ? [h("option", { value: "" }, all)] : []),
    ...names.map((name) => h("option", { value: name, selected: name === chosenName || null }, name)),
  );
  select.value = chosenName;
  return select;
}

let drawn = null;
async function last() {
  const newest = (await get("/api/traces"))?.find((t) => t.resources.length > 1) ?? null;
  const place = document.getElementById("last");
  if (!newest || !place || drawn === newest.id + newest.spans + place.dataset.at) return;
  place.dataset.at = String(shown);
  drawn = newest.id + newest.spans + place.dataset.at;
  place.replaceChildren(await waterfall(newest.id));
}

function where() {
  const [path, query] = location.hash.slice(1).split("?");
  const [name, ...rest] = (path || "resources").split("/");
  return [name in views ? name : "resources", rest.join("/"), query ?? ""];
}

function show() {
  if (!suite) return;
  console_?.close();
  console_ = null;
  shown++;
  const [name, rest, query] = where();
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${name[0].toUpperCase()}${name.slice(1)} · LeadFuel AppHost`;
  views[name](rest, query);
}

let asked = 0;
function refresh() {
  if (!shown) return show();
  if (where()[0] === "resources") {
    rows();
    // The waterfall follows at its own pace.
    clearTimeout(asked);
    asked = setTimeout(last, 500);
  }
}

addEventListener("hashchange", show);
