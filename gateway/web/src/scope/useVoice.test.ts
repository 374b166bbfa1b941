import { expect, it } from "vitest";
import { farewell, joined } from "./useVoice";

it("says why the gateway closed it for good, and the way on", () => {
  expect(farewell(4401, true)).toContain("sign in");
  expect(farewell(4403, true)).toContain("An operator began to view this account");
  expect(farewell(4429, true)).toContain("Thirty minutes are over");
  expect(farewell(4429, false)).toContain("Stop one of them");
});

it("joins again after a restart and after a loss", () => {
  expect([1001, 1006, 1011].map((code) => farewell(code, true))).toEqual([undefined, undefined, undefined]);
});

it("tells a new connection of a pause, of going on and of a finish", () => {
  expect(joined(false, false, false)).toEqual(["listening"]);
  expect(joined(false, true, true)).toEqual(["paused", "pause"]);
  expect(joined(false, false, true)).toEqual(["listening", "resume"]);
  expect(joined(true, true, true)).toEqual(["finishing", "finish"]);
});
