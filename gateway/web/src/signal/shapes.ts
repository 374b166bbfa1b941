import type { IconName, Tone } from "../ui";

export type PostState = "draft" | "publishing" | "published" | "unknown" | "failed";

export interface Attempt {
  number: number;
  state: "submitting" | "succeeded" | "rejected" | "not_sent" | "unknown" | "bound" | "absent";
  sentAt: string;
  endedAt: string | null;
  httpStatus: number | null;
  requestId: string | null;
  outcome: string;
  /** Where the post stands that LinkedIn took this one for a copy of. */
  twin: string | null;
  digest: string;
}

export interface Generation {
  id: string;
  postId: string;
  state: "queued" | "running" | "done" | "failed" | "stopped";
  note: string;
  count: number;
  model: string;
  /** Whose key of Anthropic it was asked with; null until it was. */
  keyOwner: "customer" | "house" | null;
  /** Counted by Claude's maker; 0 until the answer is whole. */
  inputTokens: number;
  outputTokens: number;
  variants: string[];
  problem: string | null;
  problemDetail: string | null;
  by: string;
  createdAt: string;
  endedAt: string | null;
}

export interface Post {
  id: string;
  state: PostState;
  text: string;
  shown: string;
  length: number;
  longest: number;
  fold: number;
  contentHash: string;
  brief: string;
  targetId: string | null;
  target: { id: string; name: string; kind: "profile" | "page"; ready: boolean } | null;
  personaId: string | null;
  bucketId: string | null;
  icpId: string | null;
  mentionIds: string[];
  reason: string | null;
  nextTryAt: string | null;
  askedAt: string | null;
  askedBy: string | null;
  permalink: string | null;
  publishedAt: string | null;
  generation: Generation | null;
  attempts: Attempt[];
  by: string;
  createdAt: string;
  updatedAt: string;
  version: number;
}

export interface PostLine {
  id: string;
  state: PostState;
  opening: string;
  length: number;
  target: string | null;
  bucket: string | null;
  colour: string | null;
  reason: string | null;
  nextTryAt: string | null;
  permalink: string | null;
  publishedAt: string | null;
  updatedAt: string;
  deletedAt: string | null;
  version: number;
}

export interface Target {
  id: string;
  connectionId: string;
  kind: "profile" | "page";
  name: string;
  state: "active" | "no_access";
  connection: "active" | "reauth_required" | "disconnected";
}

export interface Connection {
  id: string;
  name: string;
  state: "active" | "reauth_required" | "disconnected";
  asksForPages: boolean;
  missing: string[];
  endsAt: string;
  renewsItself: boolean;
  by: string;
  createdAt: string;
  targets: Target[];
  version: number;
}

export interface Persona {
  id: string;
  name: string;
  role: string;
  audience: string;
  formal: number;
  playful: number;
  bold: number;
  dos: string[];
  donts: string[];
  bannedPhrases: string[];
  signaturePhrases: string[];
  emoji: "none" | "sparing" | "free";
  hashtags: "none" | "up_to_three" | "free";
  language: string;
  samples: string[];
  defaultTargetId: string | null;
  version: number;
}

export interface Bucket {
  id: string;
  name: string;
  brief: string;
  colour: "petrol" | "stone" | "green" | "ochre" | "red";
  shareBp: number;
  formats: string[];
  callToAction: string;
  paused: boolean;
  version: number;
}

export interface SignalToday {
  drafts: number;
  unknown: number;
  failed: number;
  published: number;
  connections: number;
  items: {
    kind: "unknown" | "failed" | "connection";
    title: string;
    detail: string;
    href: string;
    at: string;
  }[];
}

export const states: Record<PostState, [Tone, IconName, string]> = {
  draft: ["neutral", "pencil", "Draft"],
  publishing: ["accent", "loader", "On its way"],
  published: ["positive", "check", "Published"],
  unknown: ["danger", "circle-help", "Unknown"],
  failed: ["danger", "circle-alert", "Not sent"],
};

/** Why a post waits or did not go out, and the way out. */
export const reasons: Record<string, [string, string]> = {
  "connection-reauth-required": [
    "LinkedIn does not accept the connection any more.",
    "Connect the profile again, then publish the post.",
  ],
  "no-access": [
    "LinkedIn does not let you post there any more.",
    "Choose another place, or ask an admin of the page for the role.",
  ],
  "linkedin-limit": [
    "LinkedIn takes no more posts for now.",
    "Its daily limit ends at midnight UTC; publish the post after that.",
  ],
  "linkedin-away": ["LinkedIn could not be reached.", "Nothing was sent. Publish it again in a while."],
  "linkedin-switched-off": [
    "LinkedIn is switched off here at the moment.",
    "Nothing was sent. Publish it again later.",
  ],
  "linkedin-version": [
    "LinkedIn has ended the version we speak to it in.",
    "Nothing was sent, and we have to mend this. Publish it again later.",
  ],
  duplicate: [
    "LinkedIn has this text already.",
    "Change the text. A post that was deleted there can block its twin for two days.",
  ],
  "linkedin-refused": [
    "LinkedIn did not take this post.",
    "The receipt below has its number for LinkedIn's support.",
  ],
  "not-found-at-linkedin": [
    "We looked for two days: the post is not on the page.",
    "It can be published again.",
  ],
  "gave-up": ["It could not be handed over.", "Nothing was sent. Publish it again."],
};

export const attemptWords: Record<Attempt["state"], string> = {
  submitting: "being handed over",
  succeeded: "published",
  rejected: "refused",
  not_sent: "not taken",
  unknown: "no answer",
  bound: "is there",
  absent: "is not there",
};
