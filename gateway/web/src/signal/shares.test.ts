import { expect, test } from "vitest";
import { evenOut } from "./shares";

test.each([
  ["the rest goes to those without a share, and set shares stay", [5000, 0, 0], [5000, 2500, 2500]],
  ["what does not divide goes to the first ones", [0, 0, 0], [3334, 3333, 3333]],
  ["where each has a share, all get as much more", [4000, 2000], [6000, 4000]],
  ["with nothing missing all get the same", [10000, 0], [5000, 5000]],
  ["with too much all get the same", [8000, 4000], [5000, 5000]],
])("%s", (_, before, after) => {
  const shares = evenOut(before.map((share, at) => [`${at}`, share]));
  expect(shares.map(([, share]) => share)).toEqual(after);
});
