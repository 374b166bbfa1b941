import { describe, expect, it } from "vitest";
import { planNotes } from "./PlanNotes";

const now = Date.parse("2026-05-10T12:00:00Z");
const trial = (product: string, trialEndsAt: string) => ({ product, state: "trialing", trialEndsAt });
const late = (product: string) => ({
  product,
  state: "active",
  pastDueAt: "2026-05-09T12:00:00Z",
  why: "A payment is missing. Until 16 May 2026 everything works; pay on Stripe's page.",
});

describe("above every page", () => {
  it("says once that a payment is missing, and until when what works", () => {
    expect(planNotes([late("scope"), late("reach")], now)).toEqual([
      { late: true, of: undefined, says: late("scope").why },
    ]);
  });

  it("names the products when others are paid", () => {
    expect(planNotes([late("orbit"), { product: "reach", state: "active" }], now)).toEqual([
      { late: true, of: "Orbit", says: late("orbit").why },
    ]);
  });

  it.each([
    ["2026-05-10T13:00:00Z", "within 24 hours"],
    ["2026-05-13T12:00:00Z", "in 3 days"],
  ])("says of a trial until %s that it ends %s", (at, when) => {
    expect(planNotes([trial("scope", at)], now)).toEqual([
      { late: false, of: undefined, says: expect.stringContaining(`The trial ends ${when}.`) },
    ]);
  });

  it("is silent while nothing must be done", () => {
    const paid = { product: "reach", state: "active", pastDueAt: null };
    expect(planNotes([trial("scope", "2026-05-13T12:00:01Z"), paid], now)).toEqual([]);
    expect(planNotes([trial("scope", "2026-05-10T12:00:00Z")], now)).toEqual([]);
  });
});
