import { afterEach, expect, it, vi } from "vitest";
import { kept } from "./kept";

afterEach(() => vi.unstubAllGlobals());

/** What comes back of a value that the tab keeps. */
function back<T>(value: unknown, like: T) {
  vi.stubGlobal("sessionStorage", { getItem: () => (value === undefined ? null : JSON.stringify(value)) });
  return kept("unsaved", like);
}

it("gives back what has the shape of today, also where null stands and more is there", () => {
  const plan = { name: "", icpId: null as string | null, steps: [{ id: "a" as string | null, goal: "" }] };
  const typed = { name: "Spring", icpId: "x", steps: [{ id: null, goal: "Ask" }], unsure: true };

  expect(back(typed, plan)).toEqual(typed);
  expect(back({ ...plan, steps: [] }, plan)).toEqual({ ...plan, steps: [] });
  expect(back({ fields: { name: "Fintech" } }, { fields: {} })).toEqual({ fields: { name: "Fintech" } });
});

it.each([
  [undefined, { fields: {} }],
  [null, { fields: {} }],
  [{ name: "Fintech" }, { fields: {} }],
  [{ fields: ["Fintech"] }, { fields: {} }],
  [[{ key: "pains", claims: [] }], { seen: { version: 1, words: {} }, basedOn: 1, sections: {} }],
  [{ steps: [{ goal: 3 }] }, { steps: [{ goal: "" }] }],
  [{ version: "1" }, { version: 1 }],
])("gives nothing back of %j where %j is meant", (value, like) => {
  expect(back<unknown>(value, like)).toBeUndefined();
});
