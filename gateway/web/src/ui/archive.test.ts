import { expect, test } from "vitest";
import { archiveRun } from "./archive";

const said = (now: string, zone: string) => archiveRun(new Date(now), zone);

test("what is deleted leaves the disk on the Sunday that comes, at 03:00 UTC", () => {
  expect(said("2026-11-25T12:00:00Z", "Etc/UTC")).toMatch(/Sunday.*29.*03:00/);
  expect(said("2026-11-29T02:59:59Z", "Etc/UTC")).toMatch(/Sunday.*29.*03:00/);
  expect(said("2026-11-29T03:00:00Z", "Etc/UTC")).toMatch(/Sunday.*6.*03:00|Sunday.*December 6.*03:00/);
});

test("it is said in the account's zone, where it may still be Saturday", () => {
  expect(said("2026-11-25T12:00:00Z", "America/New_York")).toMatch(/Saturday.*28.*10:00/);
  expect(said("2026-11-25T12:00:00Z", "Asia/Tokyo")).toMatch(/Sunday.*29.*12:00/);
});
