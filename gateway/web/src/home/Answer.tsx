import type { OrbitToday } from "../orbit/shapes";
import type { ReachToday } from "../reach/shapes";
import type { SignalToday } from "../signal/shapes";
import { spelled } from "../ui";

export interface Waiting {
  reach?: ReachToday;
  signal?: SignalToday;
  orbit?: OrbitToday;
  /** Deals without their company. */
  deals?: number;
  /** Undefined while Scope has not answered. */
  icps?: { all: number; waiting: number; writing: number; begun: number };
}

/** The day in a sentence or two: what is most urgent first. It says that nothing waits only when everybody has answered. */
export function Answer(waiting: Waiting) {
  const says = sentences(waiting);
  if (says.length === 0) return null;
  return (
    <p className="answer">
      {says[0]} <span>{says.slice(1).join(" ")}</span>
    </p>
  );
}

export function sentences({ reach, signal, orbit, deals, icps }: Waiting): string[] {
  const says: string[] = [];
  const say = (count: number, one: string, more: string) => {
    if (count > 0) says.push(`${spelled(count)} ${count === 1 ? one : more}.`);
  };
  say(reach?.repliesOpen ?? 0, "answer waits for you", "answers wait for you");
  say(reach?.uncertain ?? 0, "mail has an unknown fate", "mails have an unknown fate");
  say(signal?.unknown ?? 0, "post has an unknown fate", "posts have an unknown fate");
  say(signal?.failed ?? 0, "post did not go out", "posts did not go out");
  const kind = (name: string, items?: { kind: string }[]) =>
    items?.filter((item) => item.kind === name).length ?? 0;
  say(
    kind("reconnect", orbit?.items) + kind("connection", signal?.items),
    "connection wants to be renewed",
    "connections want to be renewed",
  );
  say(reach?.draftsToApprove ?? 0, "draft wants your yes", "drafts want your yes");
  say(icps?.waiting ?? 0, "ICP wants your yes", "ICPs want your yes");
  say(kind("choose", orbit?.items), "mailbox waits for your choice", "mailboxes wait for your choice");
  say(kind("stalled", orbit?.items), "mailbox is not read", "mailboxes are not read");
  say(kind("domain", reach?.items), "domain is not verified", "domains are not verified");
  say(kind("campaign", reach?.items), "campaign is paused", "campaigns are paused");
  say(deals ?? 0, "deal has no company yet", "deals have no company yet");
  if (says.length > 0) return says;

  say(icps?.writing ?? 0, "ICP is being written", "ICPs are being written");
  if (says.length > 0) return [...says, "You need not stay for it."];
  say(icps?.begun ?? 0, "ICP waits for answers", "ICPs wait for answers");
  if (says.length > 0) return [...says, "Three are enough to begin."];
  if (!reach || !signal || !orbit || deals === undefined || !icps) return [];
  return [
    "Nothing waits for you.",
    icps.all === 0
      ? "Begin with whom you sell to."
      : `${spelled(icps.all)} ${icps.all === 1 ? "ICP is" : "ICPs are"} published.`,
  ];
}
