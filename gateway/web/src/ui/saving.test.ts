import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Problem, offline } from "../data/problem";
import { Saving } from "./saving";

interface Row {
  version: number;
  text: string;
}

let kept: Map<string, string>;
let asks: ((leaving: Event) => void) | undefined;

beforeEach(() => {
  kept = new Map();
  asks = undefined;
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal("addEventListener", (_: string, ask: typeof asks) => (asks = ask));
  vi.stubGlobal("removeEventListener", () => (asks = undefined));
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The service with one row, and a page over it. */
function open(row: Row, name: string) {
  const service = { row, away: undefined as Problem | undefined, during: () => {} };
  const page = () =>
    new Saving<Row, { text: string }>(
      name,
      service.row,
      ({ text }) => ({ text }),
      async ({ words, saved }) => {
        await Promise.resolve();
        service.during();
        service.during = () => {};
        if (service.away) throw service.away;
        if (saved.version !== service.row.version) throw new Problem(412, "/problems/stale-version", "", "");
        return (service.row = { version: saved.version + 1, text: words.text.trim() });
      },
      () => {},
    );
  return { service, page };
}

const staysAsked = () => {
  let held = false;
  asks?.({ preventDefault: () => (held = true) } as unknown as Event);
  return held;
};

it("saves on to the last word, though it was typed during a save", async () => {
  const { service, page } = open({ version: 1, text: "" }, "post 1");
  const editor = page();
  editor.change({ text: "One" });
  service.during = () => editor.change({ text: "One and two" });
  await editor.save();
  expect(service.row).toEqual({ version: 3, text: "One and two" });
  expect(kept.size).toBe(0);
});

it("keeps what a silent service did not take, and saves it on the return", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 2");
  service.away = offline("signal");
  const editor = page();
  editor.change({ text: "New" });
  await editor.save();
  expect(staysAsked()).toBe(true);

  service.away = undefined;
  const again = page();
  expect([again.restored, again.words.text]).toEqual([true, "New"]);
  await again.save();
  expect(service.row.text).toBe("New");
  expect(kept.size).toBe(0);
  expect(staysAsked()).toBe(false);
  expect(page().restored).toBe(false);
});

it("asks about what was written elsewhere meanwhile instead of writing over it", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 3");
  service.away = offline("signal");
  page().change({ text: "Mine" });
  service.away = undefined;
  service.row = { version: 2, text: "Theirs" };
  const again = page();
  await again.save();
  expect([service.row.text, again.words.text]).toEqual(["Theirs", "Mine"]);

  again.settle(service.row, true);
  await again.save();
  expect(service.row.text).toBe("Mine");
});

it("takes a newer row where nothing of one's own waits, or where it says the same", () => {
  const { page } = open({ version: 1, text: "Old" }, "post 4");
  const editor = page();
  expect(editor.meet({ version: 2, text: "Theirs" })).toBe(true);
  editor.change({ text: "Mine" });
  expect(editor.meet({ version: 3, text: "Theirs again" })).toBe(false);
  expect(editor.words.text).toBe("Mine");
  expect(editor.meet({ version: 3, text: "Mine" })).toBe(true);
  expect(kept.size).toBe(0);
});

it("keeps nothing for what is gone, nor asks for it after a sign-out", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 5");
  const editor = page();
  editor.change({ text: "New" });
  expect(staysAsked()).toBe(true);
  kept.clear();
  expect(staysAsked()).toBe(false);

  editor.change({ text: "Newer" });
  service.away = new Problem(404, "/problems/not-found", "", "");
  await editor.save();
  expect(kept.size).toBe(0);
});
