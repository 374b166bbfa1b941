import { expect, it } from "vitest";
import { offline, problemOf } from "./problem";

it.each([
  [503, "service-down", true],
  [504, "upstream-timeout", true],
  [502, "", true],
  [503, "busy", false],
  [503, "provider-disabled", false],
  [500, "", false],
])("takes %i %s for silence: %s", (status, name, silent) => {
  const problem = problemOf(status, name && { type: `/problems/${name}` }, "reach");
  expect(problem.silent).toBe(silent);
});

it("takes no answer at all for silence", () => {
  expect(offline("reach").silent).toBe(true);
});
