import { expect, it } from "vitest";
import { isFirstIn, isGone } from "./gone";

it.each([
  new TypeError("Failed to fetch dynamically imported module: https://app.example/assets/Inbox.a1.js"),
  new TypeError("error loading dynamically imported module: https://app.example/assets/Inbox.a1.js"),
  new TypeError("Importing a module script failed."),
  new Error("Unable to preload CSS for /assets/Inbox.b2.css"),
])("knows that a file of an older release is gone: %s", (error) => {
  expect(isGone(error)).toBe(true);
});

it("takes a fault of the page for nothing else", () => {
  expect(isGone(new TypeError("Cannot read properties of undefined (reading 'items')"))).toBe(false);
  expect(isGone("Unable to preload CSS")).toBe(false);
});

it("loads the page anew once for each release", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };

  expect(isFirstIn("/assets/app.one.js", storage)).toBe(true);
  expect(isFirstIn("/assets/app.one.js", storage)).toBe(false);
  expect(isFirstIn("/assets/app.two.js", storage)).toBe(true);
});
