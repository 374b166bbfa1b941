import { expect, it } from "vitest";
import { inside, pageOf } from "./next";

it.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "/%2Fevil.example",
  "javascript:alert(1)",
  "/sign-in?next=/home",
])("leads nobody to %s", (next) => {
  expect(inside(next)).toBe("/home");
  expect(pageOf(next)).toBe("/home");
});

it("puts the page into the mail and leaves out what was looked for on it", () => {
  expect(inside("/reach/contacts?q=ines")).toBe("/reach/contacts?q=ines");
  expect(pageOf("/reach/contacts?q=ines")).toBe("/reach/contacts");
  expect(pageOf("/settings/your-data")).toBe("/settings/your-data");
  expect(pageOf("/reach/évil")).toBeUndefined();
  expect(pageOf(null)).toBeUndefined();
});
