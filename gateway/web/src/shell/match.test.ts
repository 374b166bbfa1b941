import { expect, test } from "vitest";
import { score } from "./match";

test("beginnings come before the inside of words", () => {
  expect(score("cam", "Campaigns Reach")).toBeGreaterThan(score("paig", "Campaigns Reach"));
});

test("one wrong, missing or swapped letter is forgiven", () => {
  for (const typed of ["campiagns", "campagns", "xampaigns", "sessoin", "sesions"]) {
    expect(score(typed, "Campaigns Sessions"), typed).toBeGreaterThan(0);
  }
});

test("each word must be answered, accents aside", () => {
  expect(score("campaigns zebra", "Campaigns Reach")).toBe(0);
  expect(score("lucia", "Lucía Moreno")).toBeGreaterThan(0);
});
