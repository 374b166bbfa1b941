import { expect, it } from "vitest";
import type { VoiceTurn } from "./shapes";
import { inOrder, missing, place } from "./turns";

const turn = (item: string, after: string | null, more: Partial<VoiceTurn> = {}): VoiceTurn => ({
  item,
  after,
  ours: item.startsWith("q"),
  text: `About ${item}.`,
  state: "written",
  ...more,
});
const items = (turns: VoiceTurn[]) => turns.map((one) => one.item);

it("puts turns in spoken order, whatever comes first", () => {
  const said = [turn("q1", null), turn("a1", "q1"), turn("q2", "a1"), turn("a2", "q2")];
  for (const order of [
    [3, 1, 0, 2],
    [2, 3, 1, 0],
    [0, 2, 1, 3],
  ]) {
    expect(items(order.reduce<VoiceTurn[]>((all, at) => place(all, said[at]!), []))).toEqual(items(said));
  }
});

it("leaves what broke off before the question that is asked again", () => {
  const lost = turn("a1", "q1", { text: "", state: "not_transcribed" });
  expect(items(place([turn("q1", null), lost], turn("q1again", "q1")))).toEqual(["q1", "a1", "q1again"]);
});

it("moves a turn when its place becomes known, and keeps its words", () => {
  const begun = turn("a1", "q1", { text: "We sell", state: "waiting" });
  const moved = place([turn("q1", null), begun, turn("q2", "q1")], { ...begun, text: "", after: "q2" });
  expect(items(moved)).toEqual(["q1", "q2", "a1"]);
  expect(moved[2]!.text).toBe("We sell");
});

it("shows what comes after itself all the same", () => {
  expect(items(inOrder([turn("a1", "a2"), turn("a2", "a1"), turn("q1", null)]))).toEqual(["q1", "a1", "a2"]);
});

it("says what was asked when an answer did not arrive, and whether some of it did", () => {
  const asked = turn("q1", null);
  const lost = turn("a1", "q1", { text: "", state: "not_transcribed" });
  expect(missing([asked, lost], ["a1"])).toEqual({ asked: "About q1.", part: false });
  expect(missing([asked, { ...lost, text: "We se", state: "cut_off" }], ["a1"])?.part).toBe(true);
  expect(missing([asked, lost], [])).toBeUndefined();
});
