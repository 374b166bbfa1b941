import { expect, test } from "vitest";
import { pieces, shown } from "./littleText";

test("a text is counted as it is shown", () => {
  expect(shown("Win (50%) https://x.io/a_(b)", [])).toBe("Win (50%) https://x.io/a_%28b%29");
  expect(shown("(see https://x.io/a).", [])).toBe("(see https://x.io/a).");
  expect(shown("Hello @Kestrel Labs!", ["Kestrel", "Kestrel Labs"])).toBe("Hello Kestrel Labs!");
  expect(shown("🙂", []).length).toBe(2);
});

test("links, hashtags and mentions stand apart from words", () => {
  expect(pieces("C# #B2B mail@x.io #7", []).map((piece) => [piece.kind, piece.text])).toEqual([
    ["plain", "C# "],
    ["hashtag", "#B2B"],
    ["plain", " mail@x.io #7"],
  ]);
});
