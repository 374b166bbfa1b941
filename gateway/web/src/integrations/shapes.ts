export type ChannelKind = "slack" | "webhook";

export interface Channel {
  kind: ChannelKind;
  address: string;
  name: string | null;
  provedAt: string | null;
  stoppedAt: string | null;
  stoppedBecause: string | null;
  oldSecretUntil: string | null;
}

export interface Toggles {
  send: boolean;
  details: boolean;
}

export interface EventKind {
  type: string;
  says: string;
  /** What customer data would add, in words; empty: nothing. */
  includes: string;
  /** The same field by field, with text of nobody. */
  details: Record<string, string>;
  slack: Toggles;
  webhook: Toggles;
}

export interface Integrations {
  slack: Channel | null;
  webhook: Channel | null;
  events: EventKind[];
}

export interface TestResult {
  arrived: boolean;
  status: number;
  error: string;
  durationMs: number;
  /** Byte for byte. */
  sent: string;
}

export interface Try {
  at: string;
  /** 0: there was no answer. */
  status: number;
  durationMs: number;
  bytes: number;
  bodySha256: string;
  error: string;
}

export interface Delivery {
  id: string;
  kind: ChannelKind;
  type: string;
  happenedAt: string;
  test: boolean;
  state: "waiting" | "sending" | "delivered" | "failed" | "gone" | "dropped" | "unknown";
  nextAt: string | null;
  createdAt: string;
  mayRepeat: boolean;
  tries: Try[];
}

export const channelNames: Record<ChannelKind, string> = {
  slack: "Slack",
  webhook: "Webhook",
};

const reasons: Record<string, string> = {
  action_prohibited: "an administrator of the workspace forbids it",
  channel_is_archived: "the channel is archived",
  channel_not_found: "there is no such channel any more",
  failing: "nothing arrived for five days",
  invalid_token: "the address is not right any more",
  no_active_hooks: "the webhook was removed in Slack",
  no_service: "the webhook was removed in Slack",
  no_team: "there is no such workspace any more",
  not_slack: "what answered was not Slack",
  posting_to_general_channel_denied: "the workspace forbids messages in #general",
  rate_limited: "Slack asked for a pause",
  server_error: "it has trouble of its own",
  user_not_found: "who made the webhook has left the workspace",
  address_refused: "the address leads inside a network",
  busy: "it asked for a pause",
  connection: "nobody answered there",
  dns: "the name leads nowhere",
  gone: "it said that it is gone",
  redirect: "it sent us elsewhere, and events follow nobody",
  refused: "it refused",
  timeout: "it did not answer in time",
  tls: "its certificate does not hold",
  broken: "the connection broke",
};

/** What came of a test or of a try, in words. */
export function outcome(one: { status: number; durationMs: number; error: string }) {
  return [one.status || "no answer", one.error && reason(one.error), `${one.durationMs} ms`]
    .filter(Boolean)
    .join(", ");
}

/** What went wrong, in words. */
export const reason = (error: string) => reasons[error] ?? error.replaceAll("_", " ");
