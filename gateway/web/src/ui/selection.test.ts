import { expect, it } from "vitest";
import { all, nothing, range, toggle, within, type Selection } from "./selection";

const rows = ["a", "b", "c", "d", "e"];
const of = ({ ids }: Selection) => rows.filter((id) => ids.has(id)).join("");

it("takes a row in and out again", () => {
  const one = toggle(nothing, "b");

  expect(of(one)).toBe("b");
  expect(of(toggle(one, "b"))).toBe("");
  expect(of(nothing)).toBe("");
});

it("takes all rows since the last one, upwards too, beside what was picked before", () => {
  const last = toggle(toggle(nothing, "a"), "c");

  expect(of(range(last, "e", rows))).toBe("acde");
  expect(of(range(last, "b", rows))).toBe("abc");
  expect(of(range(range(toggle(nothing, "b"), "c", rows), "e", rows))).toBe("bcde");
});

it("takes all rows out since one that was taken out", () => {
  expect(of(range(toggle(all(rows), "b"), "d", rows))).toBe("ae");
});

it("takes one row where no range has begun or its beginning is gone", () => {
  expect(of(range(nothing, "c", rows))).toBe("c");
  expect(of(range(toggle(nothing, "gone"), "c", rows))).toBe("c");
  expect(of(range(all(rows), "c", rows))).toBe("abde");
});

it("keeps what is still there, and itself when nothing is lost", () => {
  const two = toggle(toggle(nothing, "a"), "b");

  expect(within(two, rows)).toBe(two);
  expect(of(within(two, ["b", "c"]))).toBe("b");
});
