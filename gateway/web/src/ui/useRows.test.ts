import { expect, it } from "vitest";
import { leads } from "./useRows";

it("leads down and up and stays at the ends", () => {
  expect(["ArrowDown", "j"].map((key) => leads(key, 0, 3, true))).toEqual([1, 1]);
  expect(["ArrowUp", "k"].map((key) => leads(key, 2, 3, true))).toEqual([1, 1]);
  expect(leads("j", 2, 3, true)).toBe(2);
  expect(leads("k", 0, 3, true)).toBe(0);
  expect(leads("Home", 2, 3, true)).toBe(0);
  expect(leads("End", 0, 3, true)).toBe(2);
});

it("leads in at the first row", () => {
  expect(leads("j", -1, 3, true)).toBe(0);
  expect(leads("k", -1, 3, true)).toBe(0);
});

it("leads nowhere by letters that are turned off, by other keys, or without rows", () => {
  expect(leads("j", 0, 3, false)).toBeUndefined();
  expect(leads("ArrowDown", 0, 3, false)).toBe(1);
  expect(leads("x", 0, 3, true)).toBeUndefined();
  expect(leads("j", -1, 0, true)).toBeUndefined();
});
