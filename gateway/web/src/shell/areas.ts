import type { Area } from "../routes";

export const areaNames: Record<Area, string> = {
  public: "LeadFuel",
  home: "Home",
  scope: "Scope",
  reach: "Reach",
  signal: "Signal",
  orbit: "Orbit",
  account: "Account",
};
