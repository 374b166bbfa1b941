export type MailboxState = "choosing" | "first_sync" | "live" | "reconnect" | "disconnecting";
export type Visibility = "private" | "strength" | "subjects" | "full";

export interface FolderLine {
  id: string;
  name: string;
  known: string;
  total: number;
  seen: number;
  included: boolean;
  current: boolean;
}

export interface Mailbox {
  id: string;
  address: string;
  member: string;
  mine: boolean;
  state: MailboxState;
  withText: boolean;
  oldestAt?: string;
  visibility: Visibility;
  replyInbox: boolean;
  percent: number;
  seen: number;
  total: number;
  messages: number;
  quarantined: number;
  leftFromSeconds?: number;
  leftToSeconds?: number;
  syncedAt?: string;
  nextSyncAt?: string;
  heldUntil?: string;
  stalled: boolean;
  moreThanReading: boolean;
  problem?: string;
  folders: FolderLine[];
  version: number;
}

export interface UnreadMail {
  graphId: string;
  folder: string;
  tries: number;
  reason: string;
  createdAt: string;
}

export interface PersonLine {
  id: string;
  name: string;
  email: string;
  company: string;
  score: number;
  closest: string;
  lastAt: string;
}

export interface Reason {
  kind: string;
  points: number;
  input: string;
}

export interface Tick {
  at: string;
  outgoing: boolean;
}

export interface PersonView {
  id: string;
  name: string;
  email: string;
  company: string;
  score: number;
  reasons: Reason[];
  /** The formula in words; the same for everyone. */
  formula: { kind: string; most?: number; how: string }[];
  replyWouldMake?: number;
  silentDays: number;
  firstAt: string;
  lastAt: string;
  ticks: Tick[];
  turns: {
    at: string;
    outgoing: boolean;
    subject: string;
    member: string;
    mine: boolean;
    threadId: string;
  }[];
  knowers: { member: string; me: boolean; score: number; lastAt: string }[];
  facts: { label: string; value: string; source: string; at?: string }[];
  joined: { id: string; name: string; email: string }[];
  readFrom: string[];
}

export interface Suggestion {
  left: { id: string; name: string; email: string };
  right: { id: string; name: string; email: string };
  weight: number;
  because: { says: string; weight: number }[];
}

export type ExclusionKind =
  "address" | "domain" | "folder" | "category" | "marked" | "internal" | "free_mail" | "robots";

export interface Exclusion {
  id: string;
  kind: ExclusionKind;
  value: string;
  wholeAccount: boolean;
  by: string;
  createdAt: string;
}

export interface OrbitToday {
  mailboxes: number;
  people: number;
  items: {
    kind: "choose" | "reconnect" | "stalled" | "reading";
    title: string;
    detail: string;
    href: string;
    at: string;
  }[];
}

export const callOf = (person: { name: string; email: string }) => person.name || person.email;
