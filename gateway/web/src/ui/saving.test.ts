import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Problem, offline } from "../data/problem";
import { ask } from "./Asked";
import { Saving } from "./saving";

vi.mock("./Asked", () => ({ ask: vi.fn() }));

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
  vi.mocked(ask).mockReset();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stale = (current?: Row) =>
  new Problem(412, "/problems/stale-version", "", "", {}, undefined, { current });

/** The service with one row, and a page over it. */
function open(row: Row, name: string) {
  const service = {
    row,
    puts: 0,
    away: undefined as Problem | undefined,
    before: () => {},
    after: () => {},
    notes: [] as string[],
  };
  const once = (what: "before" | "after") => {
    const act = service[what];
    service[what] = () => {};
    act();
  };
  const page = () =>
    new Saving<Row, { text: string }>(
      name,
      service.row,
      {
        what: "This post",
        wordsOf: ({ text }) => ({ text }),
        part: () => ({ label: "Text", long: true }),
      },
      async ({ words, saved }) => {
        await Promise.resolve();
        service.puts++;
        once("before");
        if (service.away) throw service.away;
        if (saved.version !== service.row.version) throw stale(service.row);
        service.row = { version: saved.version + 1, text: words.text.trim() };
        once("after");
        return service.row;
      },
      (note) => note && service.notes.push(note),
    );
  return { service, page };
}

/** What the person says to the next question. */
const say = (decided: Record<string, unknown>, save = true) =>
  vi.mocked(ask).mockResolvedValueOnce({ decided, save });

const staysAsked = () => {
  let held = false;
  asks?.({ preventDefault: () => (held = true) } as unknown as Event);
  return held;
};

it("saves on to the last word, though it was typed during a save", async () => {
  const { service, page } = open({ version: 1, text: "" }, "post 1");
  const editor = page();
  editor.change({ text: "One" });
  service.before = () => editor.change({ text: "One and two" });
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

it("merges what was written elsewhere meanwhile by itself, also after a reload, and tells it", async () => {
  const { service, page } = open({ version: 1, text: "Hello\n\nBye" }, "post 3");
  service.away = offline("signal");
  page().change({ text: "Good day\n\nBye" });
  service.away = undefined;
  service.row = { version: 2, text: "Hello\n\nSee you" };
  const again = page();
  await again.save();
  expect(service.row).toEqual({ version: 3, text: "Good day\n\nSee you" });
  expect(again.words.text).toBe(service.row.text);
  expect(service.notes).toEqual(["Merged with a change made elsewhere."]);
  expect([kept.size, vi.mocked(ask).mock.calls.length]).toEqual([0, 0]);
});

it("asks where both have changed the same, and saves what was decided", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 6");
  const editor = page();
  service.row = { version: 2, text: "Theirs" };
  editor.change({ text: "Mine" });
  say({ text: "Both" });
  await editor.save();
  expect(vi.mocked(ask).mock.calls[0]![0]).toMatchObject({
    what: "This post",
    clashes: [{ base: "Old", theirs: "Theirs", mine: "Mine", both: "Theirs\nMine" }],
  });
  expect(service.row).toEqual({ version: 3, text: "Both" });
});

it("starts over with the newer words when those change again during the question", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 7");
  const editor = page();
  service.row = { version: 2, text: "Theirs" };
  editor.change({ text: "Mine" });
  vi.mocked(ask).mockImplementationOnce(() => {
    service.row = { version: 3, text: "Theirs anew" };
    return Promise.resolve({ decided: { text: "Mine" }, save: true });
  });
  say({ text: "Mine, too" });
  await editor.save();
  expect(vi.mocked(ask).mock.calls[1]![0]).toMatchObject({
    clashes: [{ base: "Theirs", theirs: "Theirs anew", mine: "Mine" }],
  });
  expect(service.row).toEqual({ version: 4, text: "Mine, too" });
});

it("keeps everything when the question is put off, and sends nothing until the person comes back to it", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 8");
  const editor = page();
  service.row = { version: 2, text: "Theirs" };
  editor.change({ text: "Mine" });
  say({}, false);
  await editor.save();
  editor.change({ text: "Mine and more" });
  await editor.save();
  expect([service.puts, service.row.text, editor.words.text]).toEqual([1, "Theirs", "Mine and more"]);
  expect(staysAsked()).toBe(true);

  say({ text: "Mine and more" });
  await editor.save(true);
  expect(service.row).toEqual({ version: 3, text: "Mine and more" });
  expect(kept.size).toBe(0);
});

it("shows a stale version once more when the refusal does not say what is stored, and no more often", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 9");
  const editor = page();
  editor.change({ text: "Mine" });
  service.before = () => {
    service.row = { version: 2, text: "Old" };
    throw stale();
  };
  await editor.save();
  expect([service.puts, service.row.text]).toEqual([3, "Mine"]);

  service.away = stale();
  editor.change({ text: "Mine anew" });
  await editor.save();
  expect([service.puts, service.row.text]).toEqual([5, "Mine"]);
});

it("does not ask about one's own words whose answer was lost", async () => {
  const { service, page } = open({ version: 1, text: "" }, "post 10");
  const editor = page();
  editor.change({ text: "One" });
  service.after = () => {
    throw offline("signal");
  };
  await editor.save();
  editor.change({ text: "One and two" });
  await editor.save();
  expect(service.row).toEqual({ version: 3, text: "One and two" });
  expect(vi.mocked(ask).mock.calls.length).toBe(0);
});

it("takes what the service keeps in a form of its own, and sends it once", async () => {
  const { service, page } = open({ version: 1, text: "Old" }, "post 11");
  const editor = page();
  editor.change({ text: "New" });
  service.after = () => (service.row = { version: 2, text: "Old" });
  await editor.save();
  expect([service.puts, editor.words.text, kept.size]).toEqual([1, "Old", 0]);
});

it("lets go what an earlier release kept in another shape", () => {
  const { page } = open({ version: 1, text: "Old" }, "post 12");
  const saved = { version: 1, words: { text: "Old" } };
  for (const before of [
    { version: 1, words: { text: "New" } },
    { saved, words: { value: "New" } },
    { saved: { version: 1, words: ["Old"] }, words: { text: "New" } },
    "New",
    ["New"],
  ]) {
    kept.set("post 12", JSON.stringify(before));
    const editor = page();
    expect([editor.restored, editor.words, editor.open, kept.size]).toEqual([
      false,
      { text: "Old" },
      false,
      0,
    ]);
  }
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
