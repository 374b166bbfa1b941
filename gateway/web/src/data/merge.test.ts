import { describe, expect, it } from "vitest";
import { mergeFields, mergeLines } from "./merge";

/** Numbers that look random and are the same in each run. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A text of few words, so that lines come again, and edits of it. */
function texts(seed: number) {
  const roll = dice(seed);
  const lines = (count: number) => Array.from({ length: count }, () => ["a", "b", "c", "", "d e"][roll(5)]!);
  const base = lines(roll(8));
  const edited = () => {
    const out = [...base];
    for (let edits = roll(4); edits > 0; edits--)
      out.splice(roll(out.length + 1), roll(3), ...lines(roll(3)));
    return out.join("\n");
  };
  return { base: base.join("\n"), theirs: edited(), mine: edited() };
}

const many = Array.from({ length: 500 }, (_, seed) => texts(seed + 1));

describe("texts by line", () => {
  it("are the one change where only one side has one", () => {
    for (const { base, theirs, mine } of many) {
      expect(mergeLines(base, base, mine)).toEqual({ text: mine, clash: false });
      expect(mergeLines(base, theirs, base)).toEqual({ text: theirs, clash: false });
      expect(mergeLines(base, mine, mine)).toEqual({ text: mine, clash: false });
    }
  });

  it("come out alike whoever was first, or clash for both", () => {
    for (const { base, theirs, mine } of many) {
      const [one, other] = [mergeLines(base, theirs, mine), mergeLines(base, mine, theirs)];
      expect(other.clash).toBe(one.clash);
      if (!one.clash) expect(other.text).toBe(one.text);
    }
  });

  it("lose no line that either side has written, also on a clash", () => {
    for (const { base, theirs, mine } of many) {
      const written = (text: string) => text.split("\n").filter((line) => !base.split("\n").includes(line));
      const merged = mergeLines(base, theirs, mine).text.split("\n");
      for (const line of [...written(theirs), ...written(mine)]) expect(merged).toContain(line);
    }
  });

  it("keep what each side has changed, also in neighbouring lines", () => {
    for (let seed = 1; seed < 100; seed++) {
      const roll = dice(seed);
      const base = Array.from({ length: 12 }, (_, at) => `line ${at}`);
      const whose = base.map(() => roll(3));
      const of = (side: number) => base.map((line, at) => (whose[at] === side ? `${line} by ${side}` : line));
      const both = base.map((line, at) => (whose[at] === 0 ? line : `${line} by ${whose[at]}`));
      expect(mergeLines(base.join("\n"), of(1).join("\n"), of(2).join("\n"))).toEqual({
        text: both.join("\n"),
        clash: false,
      });
    }
  });

  it("keep theirs, then mine, where both have changed the same line", () => {
    expect(mergeLines("Hello\n\nBye", "Good day\n\nBye", "Hi\n\nSee you")).toEqual({
      text: "Good day\nHi\n\nSee you",
      clash: true,
    });
    expect(mergeLines("", "One", "Two\nThree")).toEqual({ text: "One\nTwo\nThree", clash: true });
  });
});

describe("fields", () => {
  const base = {
    name: "Spring",
    goal: "Talk\n\nSoon",
    icpId: null as string | null,
    audience: { kind: "everyone", contactIds: [] as string[] },
    mentionIds: ["1", "2"],
    steps: [
      { id: "a" as string | null, delay: 0, goal: "Ask" },
      { id: "b", delay: 3, goal: "Remind" },
    ],
  };
  const whole = (path: string) => path === "audience";

  it("are both changes where they do not overlap, whoever was first", () => {
    const theirs = { ...base, name: "Summer", goal: "Talk\n\nThis week", mentionIds: ["2", "3"] };
    const mine = { ...base, icpId: "x", goal: "Meet\n\nSoon", mentionIds: ["1", "2", "4"] };
    const both = { ...base, name: "Summer", icpId: "x", goal: "Meet\n\nThis week" };
    for (const [one, other] of [
      [theirs, mine],
      [mine, theirs],
    ] as const) {
      const { merged, clashes } = mergeFields(base, one, other, { whole });
      expect(clashes).toEqual([]);
      expect({ ...merged, mentionIds: [...merged.mentionIds].sort() }).toEqual({
        ...both,
        mentionIds: ["2", "3", "4"],
      });
    }
  });

  it("say where they clash, hold mine there, and take what was decided", () => {
    const theirs = { ...base, name: "Summer", icpId: "x", goal: "Meet\n\nSoon" };
    const mine = { ...base, name: "Winter", icpId: "y", goal: "Write\n\nToday" };
    const { merged, clashes } = mergeFields(base, theirs, mine);
    expect(clashes.map(({ path, both }) => [path, both])).toEqual([
      ["name", "Summer\nWinter"],
      ["goal", "Meet\nWrite\n\nToday"],
      ["icpId", "x\ny"],
    ]);
    expect(merged).toEqual(mine);
    const decided = { name: "Summer", icpId: null, goal: "G" };
    expect(mergeFields(base, theirs, mine, { decided })).toEqual({
      merged: { ...base, ...decided },
      clashes: [],
    });
  });

  it("take together what belongs together", () => {
    const theirs = { ...base, audience: { kind: "chosen", contactIds: ["1"] } };
    const mine = { ...base, audience: { kind: "import", contactIds: [] } };
    expect(mergeFields(base, theirs, mine, { whole }).clashes.map(({ path }) => path)).toEqual(["audience"]);
  });

  it("follow the rows of a list by their ids", () => {
    const [first, second] = [base.steps[0]!, base.steps[1]!];
    const added = { id: null, delay: 5, goal: "Thank" };
    const merged = (theirs: typeof base.steps, mine: typeof base.steps) =>
      mergeFields({ steps: base.steps }, { steps: theirs }, { steps: mine });
    // A row of theirs is gone, mine has changed another one and added one.
    expect(merged([{ ...second, delay: 0 }], [first, { ...second, goal: "Ask again" }, added])).toEqual({
      merged: { steps: [{ ...second, delay: 0, goal: "Ask again" }, added] },
      clashes: [],
    });
    // The same row, in one field alike and in another not.
    const later = (goal: string) => [first, { ...second, delay: 4, goal }];
    expect(merged(later("x"), later("y")).clashes).toMatchObject([
      { path: "steps.1.goal", theirs: "x", mine: "y" },
    ]);
    // Taken out by one, changed by the other.
    expect(merged([first], [first, { ...second, goal: "y" }]).clashes).toMatchObject([
      { path: "steps", both: undefined },
    ]);
  });

  it("offer both forms of a list without ids, and of each row that both have changed", () => {
    const claims = (...text: string[]) => ({ pains: text.map((one) => ({ text: one, label: "" })) });
    const { merged, clashes } = mergeFields(
      claims("slow", "costly"),
      claims("slower", "costly"),
      claims("slow", "dear"),
    );
    expect([merged, clashes]).toEqual([claims("slower", "dear"), []]);
    expect(mergeFields(claims("slow"), claims("slower", "new"), claims("slowest")).clashes).toMatchObject([
      { path: "pains", both: claims("slower", "new", "slowest").pains },
    ]);
  });

  it("do not clash by a space at the end", () => {
    const now = mergeFields({ text: "a\n\nb" }, { text: "a\n\nb\nc" }, { text: "x\n\nb\n" });
    expect(now).toEqual({ merged: { text: "x\n\nb\nc" }, clashes: [] });
  });
});
