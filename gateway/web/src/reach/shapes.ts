/** What Reach answers; only what the pages show is named. */
import type { IconName, Tone } from "../ui";

export type DraftState = "empty" | "generating" | "review" | "approved";

export interface Generation {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "stopped";
  subject: string;
  body: string;
  problem: string | null;
  problemDetail: string | null;
}

export interface Draft {
  id: string;
  campaignId: string;
  stepId: string;
  stepNumber: number;
  subject: string;
  body: string;
  state: DraftState;
  contentHash: string;
  approvedHash: string | null;
  approvedBy: string | null;
  approvedAt: string | null;
  mergeFields: { name: string; known: boolean; missing: number }[];
  generation: Generation | null;
  version: number;
}

/** Fields of one contact, ticked for one request. */
export interface Inclusion {
  contactId: string;
  fields: string[];
}

export interface Rendered {
  contactId: string | null;
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  missing: string[];
}

export type Verdict = "waiting" | "sent" | "never";

export interface Ledger {
  audience: number;
  final: number;
  waiting: number;
  steps: { number: number; counts: { verdict: Verdict; reason: string; why: string; count: number }[] }[];
  progress: { sent: number; delivered: number; bounced: number; complained: number; replied: number };
}

export interface Decision {
  enrolmentId: string;
  contactId: string;
  email: string;
  name: string;
  stepNumber: number;
  verdict: Verdict;
  reason: string;
  why: string;
  evidence: string;
  since: string;
  until: string | null;
  messageId: string | null;
  messageState: string | null;
  knownTo: string;
}

export interface Message {
  id: string;
  to: string;
  stepNumber: number;
  state: string;
  subject: string;
  text: string;
  html: string;
  dueAt: string | null;
  acceptedAt: string | null;
  providerId: string | null;
  error: string | null;
  /** Which version of the plan it was claimed under; null while it was not, and for a test. */
  planNumber: number | null;
}

export type MatchKind = "none" | "token" | "reference" | "guess" | "person";

export interface ThreadLine {
  id: string;
  email: string;
  name: string;
  company: string;
  campaignId: string | null;
  campaign: string;
  subject: string;
  snippet: string;
  lastAt: string;
  automatic: boolean;
  match: MatchKind;
  handled: boolean;
  replies: number;
  /** It answers a test that a member sent to themselves. */
  toTest: boolean;
}

/** What came attached to an answer; `size` in bytes, where it is known. */
export interface ReplyFile {
  id: string;
  name: string;
  contentType: string;
  size: number | null;
  tooLarge: boolean;
}

export interface ThreadItem {
  kind: "sent" | "received";
  id: string;
  at: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  automatic: boolean;
  automaticBecause: string;
  match: MatchKind;
  source: "resend" | "mailbox" | null;
  handled: boolean;
  /** How many came; the files are those that can be downloaded. */
  attachments: number;
  files: ReplyFile[];
  state: string | null;
  version: number;
  /** It answers a test that a member sent to themselves. */
  toTest: boolean;
  /** The address that gets no more mail because the answer asks for none. */
  takenOff: string | null;
}

export interface Thread {
  id: string;
  enrolmentId: string | null;
  contact: { id: string | null; email: string; name: string; company: string; title: string };
  campaign: { id: string; name: string } | null;
  state: "active" | "finished" | "stopped" | null;
  stopReason: string | null;
  stopWhy: string | null;
  holdUntil: string | null;
  items: ThreadItem[];
}

export interface Contact {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  company: string;
  title: string;
  country: string;
  createdAt: string;
  version: number;
}

export interface ContactView extends Contact {
  attributes: Record<string, string>;
  suppressed: string | null;
  campaigns: {
    enrolmentId: string;
    campaignId: string;
    campaign: string;
    state: string;
    stopReason: string | null;
  }[];
}

export interface ContactImport {
  id: string;
  fileName: string;
  createdAt: string;
  rows: number;
  added: number;
  changed: number;
  duplicates: number;
  suppressed: number;
  rejected: number;
  by: string;
}

export interface ImportResult {
  id: string | null;
  encoding: string;
  delimiter: string;
  columns: { header: string; field: string }[];
  rows: number;
  added: number;
  changed: number;
  duplicates: number;
  suppressed: number;
  rejected: number;
  rejections: { line: number; column: string; reason: string }[];
}

export interface SuppressionsImport {
  rows: number;
  added: number;
  known: number;
  rejected: number;
  rejections: { line: number; reason: string }[];
}

export interface Suppression {
  id: string;
  kind: "address" | "domain";
  key: string;
  reason: "manual" | "unsubscribed" | "hard_bounce" | "complaint" | "soft_bounces";
  note: string;
  createdAt: string;
  liftedAt: string | null;
  liftedBy: string | null;
  liftedBecause: string | null;
  version: number;
}

export interface SendingDomain {
  id: string;
  name: string;
  status: string;
  verified: boolean;
  records: {
    record: string;
    name: string;
    type: string;
    value: string;
    ttl: string | null;
    priority: number | null;
    status: string;
  }[];
  dmarc: "found" | "missing" | "unknown" | "unanswered";
  /** Campaigns that were paused because it was not verified, and wait to be resumed; told by the list and a check. */
  pausedCampaigns: number | null;
  checkedAt: string | null;
  version: number;
}

/** A mailbox of a member's own to which answers to a sender go. */
export interface ReplyAddress {
  id: string;
  senderId: string;
  mailboxId: string;
  address: string;
  state: "waiting" | "ready" | "failed" | "closed";
  problem: "not_seen" | "not_sent" | "came_back" | "not_read" | null;
  askedAt: string;
  givesUpAt: string;
  seenAt: string | null;
}

export interface Sender {
  id: string;
  name: string;
  address: string;
  domain: string;
  verified: boolean;
  version: number;
}

export interface ReachToday {
  domainsVerified: number;
  campaignsLaunched: number;
  campaignsRunning: number;
  draftsToApprove: number;
  repliesOpen: number;
  uncertain: number;
  items: {
    kind: "reply" | "draft" | "uncertain" | "domain" | "campaign";
    title: string;
    detail: string;
    href: string;
    at: string;
  }[];
}

export const nameOf = (person: { firstName: string; lastName: string }) =>
  `${person.firstName} ${person.lastName}`.trim();

export const draftStates: Record<DraftState, [Tone, IconName, string]> = {
  empty: ["neutral", "circle-dashed", "No text yet"],
  generating: ["accent", "loader", "Being written"],
  review: ["warning", "eye", "Wants your yes"],
  approved: ["positive", "check", "Approved"],
};

export const matches: Record<MatchKind, string> = {
  none: "belongs to no mail of ours",
  token: "matched by the reply address, certain",
  reference: "matched by the mail it answers, certain",
  guess: "matched by the sender's address, a guess",
  person: "matched by one of you",
};

export const suppressionReasons: Record<Suppression["reason"], string> = {
  manual: "Added by you",
  unsubscribed: "Asked for no more mail",
  hard_bounce: "Mail comes back",
  soft_bounces: "Mail came back several times",
  complaint: "Reported a mail as spam",
};
