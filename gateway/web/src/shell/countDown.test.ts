import { expect, it } from "vitest";
import { minutesLeft } from "./countDown";

it.each([
  [1800, 0, 30],
  [1800, 15_000, 30],
  [1800, 61_000, 29],
  [59, 0, 1],
  [59, 60_000, 0],
])("says of %i seconds, %i ms later, that %i minutes are left", (seconds, passed, left) => {
  expect(minutesLeft(seconds, passed)).toBe(left);
});
