import { describe, expect, it } from "vitest";
import { sentences } from "./Answer";

const reach = {
  domainsVerified: 0,
  campaignsLaunched: 0,
  campaignsRunning: 0,
  draftsToApprove: 0,
  repliesOpen: 0,
  uncertain: 0,
  items: [],
};
const signal = { drafts: 0, unknown: 0, failed: 0, published: 0, connections: 0, items: [] };
const orbit = { mailboxes: 0, people: 0, items: [] };
const icps = { all: 2, waiting: 0, writing: 0, begun: 0 };
const item = { title: "", detail: "", href: "", at: "" };

describe("the day in a sentence", () => {
  it("begins with the most urgent", () => {
    expect(
      sentences({
        reach: { ...reach, repliesOpen: 2, draftsToApprove: 1 },
        signal: { ...signal, failed: 1 },
        orbit,
        deals: 0,
        icps: { ...icps, waiting: 1 },
      }),
    ).toEqual([
      "Two answers wait for you.",
      "One post did not go out.",
      "One draft wants your yes.",
      "One ICP wants your yes.",
    ]);
  });

  it.each([
    [{ reach: { ...reach, items: [{ ...item, kind: "campaign" as const }] } }, "One campaign is paused."],
    [
      { signal: { ...signal, items: [{ ...item, kind: "connection" as const }] } },
      "One connection wants to be renewed.",
    ],
    [
      { orbit: { ...orbit, items: [{ ...item, kind: "reconnect" as const }] } },
      "One connection wants to be renewed.",
    ],
    [{ deals: 3 }, "Three deals have no company yet."],
  ])("never says that nothing waits above something that does", (one, says) => {
    expect(sentences({ reach, signal, orbit, deals: 0, icps, ...one })).toEqual([says]);
  });

  it("says that nothing waits only when everybody has answered", () => {
    expect(sentences({ reach, signal, orbit, deals: 0, icps })).toEqual([
      "Nothing waits for you.",
      "Two ICPs are published.",
    ]);
    expect(sentences({ reach, signal, deals: 0, icps })).toEqual([]);
  });

  it("does without a service that is away", () => {
    expect(sentences({ reach: { ...reach, uncertain: 1 } })).toEqual(["One mail has an unknown fate."]);
  });
});
