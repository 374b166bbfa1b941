import type { Preview } from "../prompt/SendPreview";

/** What Scope answers; only what the pages show is named. */
export interface IcpLine {
  id: string;
  name: string;
  state: "draft" | "published" | "draft_ahead";
  publishedVersion: number | null;
  latestVersion: number;
  answered: number;
  questions: number;
  synthesis: SynthesisState | null;
  updatedAt: string;
  version: number;
}

export type SynthesisState = "queued" | "streaming" | "validating" | "succeeded" | "failed" | "cancelled";

export interface Synthesis {
  id: string;
  state: SynthesisState;
  model: string;
  answers: number;
  tokensIn: number;
  becameVersion: number | null;
  problem: string | null;
  problemDetail: string | null;
  createdAt: string;
}

export interface Icp {
  id: string;
  name: string;
  state: IcpLine["state"];
  publishedVersion: number | null;
  latestVersion: number;
  synthesis: Synthesis | null;
  version: number;
}

export interface Question {
  id: string;
  key: string;
  section: string;
  question: string;
  help: string;
  state: "empty" | "answered" | "skipped";
  value: string;
  /** Who typed it, and when. */
  by?: string | null;
  updatedAt?: string | null;
  version: number;
}

export interface Interview {
  items: Question[];
  answered: number;
  questions: number;
  empty: string[];
}

export interface VoiceTurn {
  item: string;
  ours: boolean;
  text: string;
  /** cut_off: some of its words came, and no more will. */
  state: "waiting" | "written" | "not_transcribed" | "cut_off";
  after: string | null;
}

export interface Heard {
  text: string;
  said: VoiceTurn[];
}

export interface VoiceIntake {
  id: string | null;
  /** How many a new intake would ask. */
  questions: number;
  asked: string[];
  passed: string[];
  seconds: number;
  longest: number;
  endedAt: string | null;
  turns: VoiceTurn[];
  /** Items of turns that did not arrive whole and are to be said again. */
  repeat: string[];
  toConfirm: Record<string, Heard>;
}

export interface Citation {
  source: string;
  quote: string;
}

export interface Claim {
  text: string;
  citations: Citation[];
  label?: string | null;
  aspect?: string | null;
  assumption: boolean;
}

export interface IcpVersion {
  number: number;
  origin: "synthesis" | "edit" | "restore";
  author: string;
  actingOperator: string | null;
  createdAt: string;
  sections: { key: string; title: string; claims: Claim[] }[];
  sources: { id: string; question: string; text: string }[];
  /** By source, the turns of a spoken intake it comes from. */
  said: Record<string, VoiceTurn[]>;
  claims: number;
  assumptions: number;
  quotesDropped: number;
}

export interface VersionLine {
  number: number;
  origin: IcpVersion["origin"];
  madeFrom: number | null;
  author: string;
  actingOperator: string | null;
  createdAt: string;
  published: boolean;
}

export interface AnswersPreview extends Preview {
  answers: number;
  masked: { emails: number; phones: number };
}

/** Who saved it, and the operator who acted for them. */
export const authorOf = (version: { author: string; actingOperator: string | null }) =>
  version.actingOperator ? `${version.actingOperator} for ${version.author}` : version.author;

export const running = (synthesis: Synthesis | null | undefined) =>
  synthesis?.state === "queued" || synthesis?.state === "streaming" || synthesis?.state === "validating";

/** buying_triggers: Buying triggers */
export const titled = (key: string) => (key.charAt(0).toUpperCase() + key.slice(1)).replaceAll("_", " ");

export type CrmVendor = "hub_spot" | "pipedrive";

export const crmNames: Record<CrmVendor, string> = { hub_spot: "HubSpot", pipedrive: "Pipedrive" };

export interface CrmStage {
  name: string;
  means: "unknown" | "open" | "won" | "lost";
}

export interface CrmConnection {
  id: string;
  vendor: CrmVendor;
  /** Null while an operator is viewing, and when the key they are read with is gone. */
  address: string | null;
  password: string | null;
  oldPasswordUntil: string | null;
  hasSecret: boolean;
  portal: string | null;
  lastEventAt: string | null;
  strangers: number;
  unreadable: number;
  stages: CrmStage[];
  version: number;
}

export interface Deal {
  id: string;
  vendor: CrmVendor;
  vendorDealId: string;
  name: string | null;
  status: "open" | "won" | "lost" | "reopened" | "deleted";
  amount: number | null;
  currency: string | null;
  closedAt: string | null;
  lostReason: string | null;
  match: "unmatched" | "matched" | "ignored";
  domain: string | null;
  suggestions: string[];
  updatedAt: string;
  version: number;
}
