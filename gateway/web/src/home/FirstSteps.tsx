import { useState } from "react";
import type { OrbitToday } from "../orbit/shapes";
import type { ReachToday } from "../reach/shapes";
import type { IcpLine } from "../scope/shapes";
import type { SignalToday } from "../signal/shapes";
import { Button, Empty, type Step } from "../ui";

interface Known {
  icps?: IcpLine[];
  reach?: ReachToday;
  orbit?: OrbitToday;
  signal?: SignalToday;
}

/**
 * What a newcomer does first in each product. Ticks come from real rows and go with them; a finished list leaves,
 * another can be hidden. What is hidden is kept in this browser, which forgets it when one signs out.
 */
export function FirstSteps(known: Known) {
  const [hidden, setHidden] = useState(() => (localStorage.getItem("first-steps") ?? "").split(","));
  const hide = (titles: string[]) => {
    localStorage.setItem("first-steps", titles.join(","));
    setHidden(titles);
  };
  const { shown, away } = openLists(firstSteps(known), hidden);
  return (
    <>
      {shown.map(({ title, steps }) => (
        <Empty
          key={title}
          title={title}
          steps={steps}
          actions={
            <Button small kind="quiet" onClick={() => hide([...hidden, title])}>
              Hide until I sign out
            </Button>
          }
        />
      ))}
      {away.length > 0 && (
        <p className="below">
          <Button small kind="quiet" icon="list" onClick={() => hide([])}>
            Show what is hidden: {away.map(({ title }) => title).join(", ")}
          </Button>
        </p>
      )}
    </>
  );
}

/** The lists that are not finished, by whether they are hidden. */
export function openLists(lists: ReturnType<typeof firstSteps>, hidden: string[]) {
  const open = lists.filter(({ steps }) => steps.some((step) => !step.done));
  return {
    shown: open.filter(({ title }) => !hidden.includes(title)),
    away: open.filter(({ title }) => hidden.includes(title)),
  };
}

/** By product, of those that have answered; what comes after an ICP is shown once there is one. */
export function firstSteps({ icps, reach, orbit, signal }: Known): { title: string; steps: Step[] }[] {
  const lists: { title: string; steps: Step[] }[] = [];
  if (icps) lists.push({ title: "First steps", steps: icpSteps(icps) });
  if (!icps?.some((icp) => icp.publishedVersion)) return lists;

  const next: Step[] = [];
  if (orbit)
    next.push({
      label: "Mailbox connected",
      done: orbit.mailboxes > 0,
      detail: "whom you know already",
      href: "/orbit/contacts",
    });
  if (reach)
    next.push(
      {
        label: "Domain verified",
        done: reach.domainsVerified > 0,
        detail: "whom your mails come from",
        href: "/reach/domains",
      },
      {
        label: "Campaign launched",
        done: reach.campaignsLaunched > 0,
        detail: "drafts are yours to approve",
        href: "/reach/campaigns",
      },
    );
  if (signal)
    next.push(
      {
        label: "LinkedIn connected",
        done: signal.connections > 0,
        detail: "your profile and pages",
        href: "/signal/connections",
      },
      {
        label: "Post published",
        done: signal.published > 0,
        detail: "nothing goes out by itself",
        href: "/signal/posts",
      },
    );
  if (next.length > 0) lists.push({ title: "What comes next", steps: next });
  return lists;
}

function icpSteps(icps: IcpLine[]): Step[] {
  const most = icps.reduce<IcpLine | undefined>(
    (best, icp) => (icp.answered > (best?.answered ?? -1) ? icp : best),
    undefined,
  );
  const written = icps.find((icp) => icp.latestVersion > 0);
  return [
    {
      label: "ICP begun",
      done: icps.length > 0,
      detail: most?.name ?? "whom you sell to",
      href: "/scope/icps",
    },
    {
      label: "Three answers given",
      done: (most?.answered ?? 0) >= 3,
      detail: most && `${most.answered} of ${most.questions}`,
      href: most && `/scope/icps/${most.id}/answers`,
    },
    {
      label: "ICP written",
      done: Boolean(written),
      detail: written && `version ${written.latestVersion}`,
      href: most && `/scope/icps/${most.id}/answers`,
    },
    {
      label: "ICP published",
      done: icps.some((icp) => icp.publishedVersion),
      href: written && `/scope/icps/${written.id}`,
    },
  ];
}
