import { expect, test } from "vitest";
import { midnight } from "./midnight";

test("a day begins in the account's zone, wherever the browser is", () => {
  expect(midnight("2026-07-01", "Europe/Berlin")).toBe("2026-06-30T22:00:00.000Z");
  expect(midnight("2026-07-01", "Asia/Kolkata", 1)).toBe("2026-07-01T18:30:00.000Z");
  expect(midnight("2026-07-01", "America/Los_Angeles")).toBe("2026-07-01T07:00:00.000Z");
});

test("on the day on which clocks are changed, and the day after, too", () => {
  expect(midnight("2026-03-29", "Europe/Berlin")).toBe("2026-03-28T23:00:00.000Z");
  expect(midnight("2026-03-29", "Europe/Berlin", 1)).toBe("2026-03-29T22:00:00.000Z");
  expect(midnight("2026-11-01", "America/New_York", 1)).toBe("2026-11-02T05:00:00.000Z");
});

test("no day is none", () => {
  expect(midnight("", "Europe/Berlin")).toBe("");
  expect(midnight("2026-13-45", "Europe/Berlin")).toBe("");
});
