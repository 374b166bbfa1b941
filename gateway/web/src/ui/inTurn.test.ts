import { expect, it, vi } from "vitest";
import { offline, Problem } from "../data/problem";
import { inTurn, outcome } from "./inTurn";

const noun = ["campaign", "campaigns"] as const;
const refused = (status: number, detail: string) => new Problem(status, "/problems/x", "No", detail);

it("goes on after a refusal and says what was done, what was not, and why", async () => {
  const turns = await inTurn([1, 2, 3], async (row) => {
    if (row === 2) throw refused(409, "It is still sending.");
    return row * 10;
  });

  expect(turns.done).toEqual([
    { row: 1, out: 10 },
    { row: 3, out: 30 },
  ]);
  expect(turns.failed).toEqual([{ row: 2, why: "It is still sending." }]);
  expect(outcome(turns, "deleted", noun)).toBe("2 deleted, 1 not: It is still sending.");
});

it("says each reason once, and counts one as one", async () => {
  const never = await inTurn([1, 2], async () => {
    throw refused(409, "It is still sending.");
  });

  expect(outcome(never, "deleted", noun)).toBe("None deleted, 2 not: It is still sending.");
  expect(outcome(await inTurn([1], async () => {}), "deleted", noun)).toBe("1 campaign deleted.");
});

it("asks nobody further once nobody answers, and counts the rest as not done", async () => {
  const act = vi.fn(async (row: number) => {
    if (row === 2) throw offline("reach");
  });

  const turns = await inTurn([1, 2, 3, 4], act);

  expect(act).toHaveBeenCalledTimes(2);
  expect([turns.done.length, turns.failed.length, turns.left]).toEqual([1, 1, 2]);
  expect(outcome(turns, "deleted", noun)).toMatch(/^1 deleted, 3 not: /);
});

it("waits where it was too fast and does nothing twice", async () => {
  const wait = vi.fn(async () => {});
  let tries = 0;

  const turns = await inTurn(
    [1],
    async () => {
      if (++tries < 3) throw refused(429, "Wait a moment.");
    },
    { wait },
  );

  expect([tries, wait.mock.calls.length, turns.done.length]).toEqual([3, 2, 1]);
});

it("ends when it is stopped, after the row that has its turn", async () => {
  const over: number[] = [];

  const turns = await inTurn([1, 2, 3], async () => {}, {
    told: (count) => over.push(count),
    stopped: () => over.length === 2,
  });

  expect(over).toEqual([1, 2]);
  expect(outcome(turns, "deleted", noun)).toBe("2 deleted, 1 not: It was stopped.");
});
