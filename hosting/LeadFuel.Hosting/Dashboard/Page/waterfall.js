// One request as bars over time: who did what, under whom, and for how long.
import { h, get, icon } from "./dashboard.js";

const words = { database: "database", provider: "third party", job: "job", call: "call" };

export const time = (ms) =>
  ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;

export async function waterfall(id) {
  const trace = await get(`/api/traces/${id}`);
  if (!trace) {
    return h("p", { class: "muted" }, "This trace is gone: the last 500 are kept.");
  }
  const detail = h("div", { role: "status" });
  const falls = h("div", { class: "falls" }, h("div", {}), scale(trace.ms));
  for (const span of trace.spans) {
    falls.append(label(span, () => detail.replaceChildren(describe(span))), lane(span, trace.ms));
  }
  return h(
    "div",
    {},
    h(
      "div",
      { class: "bar" },
      h("h2", {}, trace.name),
      h("span", { class: "mono muted" }, id.slice(0, 8)),
      h(
        "span",
        { class: "muted" },
        `${time(trace.ms)} · ${trace.spans.length} spans · ${trace.resources.length} resources`,
      ),
      h("a", { href: `#logs?trace=${id}` }, "Logs of this trace"),
    ),
    falls,
    h(
      "div",
      { class: "legend" },
      ...[
        ["", "call"],
        ["database", "database"],
        ["provider", "third party"],
        ["slowly", "unusually slow"],
      ].map(([kind, word]) => h("span", {}, h("i", { class: kind }), word)),
    ),
    links("Caused by", trace.causes.map((cause) => ({ trace: cause, name: cause.slice(0, 8) }))),
    links("Caused", trace.caused.map((span) => ({ ...span, name: `${span.resource} ${span.name}` }))),
    detail,
  );
}

function scale(ms) {
  const row = h("div", { class: "scale" });
  for (let step = 0; step < 5; step++) {
    const mark = h("span", {}, step ? time((ms * step) / 5) : "0 ms");
    mark.style.left = `${(step * 88) / 5}%`;
    row.append(mark);
  }
  return row;
}

function label(span, open) {
  const row = h(
    "div",
    { class: "label" },
    h("strong", {}, span.resource),
    h(
      "button",
      { onclick: open, title: `${span.name} ${span.detail ?? ""}` },
      span.sort === "database" && span.detail ? span.detail.slice(0, 90) : span.name,
    ),
  );
  row.style.paddingLeft = `${Math.min(span.depth, 10) * 14}px`;
  return row;
}

function lane(span, whole) {
  const bar = h("i", { class: span.slow ? "slowly" : span.sort });
  const left = (span.start / whole) * 88;
  const width = (span.ms / whole) * 88;
  bar.style.left = `${left}%`;
  bar.style.width = `${width}%`;
  const said = span.failed ? " · failed" : span.slow ? ` · ${span.slow.toFixed(0)} × its median` : "";
  const text = h(
    "span",
    { class: span.failed ? "failed" : span.slow ? "slow" : "" },
    `${time(span.ms)}${said}`,
  );
  text.style.left = `min(${left + width}%, calc(100% - 90px))`;
  return h("div", { class: "lane" }, bar, text);
}

function describe(span) {
  return h(
    "div",
    {},
    h("h2", {}, `${span.resource} ${span.name}`),
    h("p", { class: "muted" }, `${words[span.sort] ?? span.sort} · ${time(span.ms)}`),
    h(
      "dl",
      {},
      ...span.attributes.flatMap((a) => [
        h("dt", { class: "mono" }, a.name),
        h("dd", { class: "mono" }, a.value),
      ]),
    ),
  );
}

function links(title, all) {
  return all.length === 0
    ? ""
    : h(
        "p",
        {},
        icon("link"),
        `${title}: `,
        ...all.slice(0, 20).flatMap((to) => [h("a", { href: `#traces/${to.trace}` }, to.name), " "]),
      );
}
