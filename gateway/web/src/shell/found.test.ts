import { expect, it } from "vitest";
import { cutOff } from "./found";

it("names the lists that were looked through in part only", () => {
  expect(
    cutOff([
      { name: "ICPs", read: 200, more: true },
      { name: "Deals", read: 12, more: false },
      { name: "Posts", read: 100, more: true },
    ]),
  ).toEqual(["the newest 200 ICPs", "the newest 100 posts"]);
});
