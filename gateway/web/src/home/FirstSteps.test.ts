import { expect, it } from "vitest";
import type { IcpLine } from "../scope/shapes";
import { firstSteps, openLists } from "./FirstSteps";

const icp = { id: "1", name: "CFOs", answered: 3, questions: 12, latestVersion: 1 } as IcpLine;
const reach = {
  domainsVerified: 0,
  campaignsLaunched: 0,
  campaignsRunning: 0,
  draftsToApprove: 0,
  repliesOpen: 0,
  uncertain: 0,
  items: [],
};
const done = (lists: ReturnType<typeof firstSteps>) =>
  lists.map(({ steps }) => steps.filter((step) => step.done).map((step) => step.label));

it("ticks what is there, and unticks what has gone", () => {
  expect(done(firstSteps({ icps: [] }))).toEqual([[]]);
  expect(done(firstSteps({ icps: [icp] }))).toEqual([["ICP begun", "Three answers given", "ICP written"]]);
  expect(done(firstSteps({ icps: [{ ...icp, answered: 2, latestVersion: 0 }] }))).toEqual([["ICP begun"]]);
});

it("goes on with the other products once there is an ICP", () => {
  const published = { ...icp, publishedVersion: 1 };
  const lists = firstSteps({ icps: [published], reach: { ...reach, domainsVerified: 1 } });
  expect(lists.map(({ title }) => title)).toEqual(["First steps", "What comes next"]);
  expect(done(lists)[1]).toEqual(["Domain verified"]);
});

it("leaves out a product that does not answer", () => {
  expect(firstSteps({ reach })).toEqual([]);
});

it("hides the one list that is hidden, and a finished one of itself", () => {
  const lists = firstSteps({ icps: [{ ...icp, publishedVersion: 1 }], reach });
  const both = firstSteps({ icps: [{ ...icp, publishedVersion: 1, latestVersion: 0 }], reach });
  const titles = ({ shown, away }: ReturnType<typeof openLists>) => [
    shown.map(({ title }) => title),
    away.map(({ title }) => title),
  ];

  expect(titles(openLists(lists, ["First steps"]))).toEqual([["What comes next"], []]);
  expect(titles(openLists(both, ["First steps"]))).toEqual([["What comes next"], ["First steps"]]);
  expect(titles(openLists(both, [""]))).toEqual([["First steps", "What comes next"], []]);
});
