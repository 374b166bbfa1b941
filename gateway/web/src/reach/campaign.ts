/** A campaign and its plan as Reach answers them; only what the pages show is named. */
import type { IconName, Tone } from "../ui";
import type { DraftState } from "./shapes";

export type CampaignState = "draft" | "running" | "paused" | "finished" | "cancelled";
export type DelayUnit = "hours" | "days" | "business_days";

export interface CampaignLine {
  id: string;
  name: string;
  state: CampaignState;
  steps: number;
  approved: number;
  audience: number;
  sent: number;
  replied: number;
  createdAt: string;
  launchedAt: string | null;
  version: number;
}

export interface Step {
  id: string;
  number: number;
  delay: number;
  unit: DelayUnit;
  goal: string;
  draft: { id: string; state: DraftState; subject: string; version: number };
  /** For how many people its mail was handed to Resend, or is about to be. */
  claimed: number;
  /** For how many people it is still to come. */
  open: number;
}

export interface Audience {
  kind: "everyone" | "import" | "chosen";
  importId: string | null;
  contactIds: string[];
  leftOutIds: string[];
  count: number;
}

/** What becomes of a first mail to somebody whom a member knows already. */
export type WarmPolicy = "note" | "hold" | "skip" | "ignore";
export interface WarmPath {
  contactId: string;
  enrolmentId: string | null;
  email: string;
  name: string;
  knownTo: string;
  you: boolean;
  band: "weak" | "good" | "strong";
  score: number;
  lastTouchDays: number;
  inConversationDays: number | null;
  leftOut: boolean;
}

export interface WarmPaths {
  available: boolean;
  policy: WarmPolicy;
  asked: number;
  known: number;
  items: WarmPath[];
}

export interface Campaign {
  id: string;
  name: string;
  goal: string;
  persona: string;
  icpId: string | null;
  senderId: string | null;
  sender: { id: string; name: string; address: string; verified: boolean } | null;
  audience: Audience;
  warmPolicy: WarmPolicy;
  steps: Step[];
  /** The version that is in force: frozen at the launch, or at the last change after it. */
  plan: {
    number: number;
    fromName: string;
    fromAddress: string;
    goal: string;
    icpName: string;
    icpVersion: number | null;
    by: string;
    createdAt: string;
  } | null;
  state: CampaignState;
  /** Why it was paused by itself; null when a person did it. */
  pausedWhy: string | null;
  launchedAt: string | null;
  finishedAt: string | null;
  version: number;
}

export interface PlanVersion {
  number: number;
  changes: string[];
  fromName: string;
  fromAddress: string;
  by: string;
  createdAt: string;
}

export interface LaunchCheck {
  ready: boolean;
  audience: number;
  items: {
    code: string;
    ok: boolean;
    blocking: boolean;
    title: string;
    detail: string;
    fix: { label: string; href: string } | null;
  }[];
}

export const states: Record<CampaignState, [Tone, IconName, string]> = {
  draft: ["neutral", "pencil", "Plan"],
  running: ["positive", "play", "Running"],
  paused: ["warning", "pause", "Paused"],
  finished: ["neutral", "check", "Finished"],
  cancelled: ["neutral", "ban", "Cancelled"],
};

export const units: Record<DelayUnit, string> = {
  hours: "hours",
  days: "days",
  business_days: "business days",
};
