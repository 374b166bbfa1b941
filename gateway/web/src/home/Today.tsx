import { Link } from "wouter";
import { LeftToday } from "../account/LeftToday";
import { useGet, useList, useSession } from "../data";
import { OrbitRows } from "../orbit/OrbitToday";
import type { OrbitToday } from "../orbit/shapes";
import { ReachRows } from "../reach/ReachToday";
import type { ReachToday } from "../reach/shapes";
import { DealRows, type DealsToday } from "../scope/DealsToday";
import { IcpBadge } from "../scope/IcpBadge";
import type { IcpLine } from "../scope/shapes";
import type { SignalToday } from "../signal/shapes";
import { SignalRows } from "../signal/SignalToday";
import { Badge, Loading, many, Notice, number, Page, Panel, Rows, Section, Time } from "../ui";
import { Answer } from "./Answer";
import { FirstSteps } from "./FirstSteps";

/** What waits for a person, product by product; a product that does not answer says so in its own place. */
export default function Today() {
  const zone = useSession().data?.account.timeZone;
  const icps = useList<IcpLine>("/scope/icps", { every: 30_000 });
  const reach = useGet<ReachToday>("/reach/today", { every: 15_000 });
  const signal = useGet<SignalToday>("/signal/today", { every: 30_000 });
  const orbit = useGet<OrbitToday>("/orbit/today", { every: 30_000 });
  const deals = useGet<DealsToday>("/scope/outcomes?limit=5", { every: 30_000 });
  const writing = icps.items?.filter((icp) => isWriting(icp)) ?? [];
  const waiting =
    icps.items?.filter((icp) => icp.state !== "published" && icp.latestVersion > 0 && !isWriting(icp)) ?? [];
  const begun = icps.items?.filter((icp) => icp.latestVersion === 0 && !isWriting(icp)) ?? [];
  const shown = [...waiting, ...writing, ...begun].slice(0, 6);
  const date = new Date().toLocaleDateString(undefined, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: zone,
  });
  return (
    <Page title="Today" sub={date} panel={<WhatLeftToday />}>
      {icps.isPending && <Loading />}
      <Answer
        reach={reach.data}
        signal={signal.data}
        orbit={orbit.data}
        deals={deals.data?.unmatched}
        icps={
          icps.items && {
            all: icps.items.length,
            waiting: waiting.length,
            writing: writing.length,
            begun: begun.length,
          }
        }
      />
      {icps.error && <Notice problem={icps.error} retry={() => void icps.refetch()} />}
      {reach.error && <Notice problem={reach.error} retry={() => void reach.refetch()} />}
      {reach.data && reach.data.items.length > 0 && <ReachRows title="Reach" items={reach.data.items} />}
      {signal.error && <Notice problem={signal.error} retry={() => void signal.refetch()} />}
      {signal.data && signal.data.items.length > 0 && <SignalRows items={signal.data.items} />}
      {orbit.error && <Notice problem={orbit.error} retry={() => void orbit.refetch()} />}
      {orbit.data && orbit.data.items.length > 0 && <OrbitRows items={orbit.data.items} />}
      {shown.length > 0 && (
        <Section
          title="ICPs"
          sub={waiting.length > 0 && many(waiting.length, "wants your yes", "want your yes")}
          more={<Link href="/scope/icps">All {number(icps.items?.length ?? 0)}</Link>}
        >
          <Rows
            label="ICPs"
            items={shown.map((icp) => ({
              id: icp.id,
              href:
                icp.latestVersion > 0 || isWriting(icp)
                  ? `/scope/icps/${icp.id}`
                  : `/scope/icps/${icp.id}/answers`,
              title: icp.name,
              text: `${icp.answered} of ${icp.questions} questions answered`,
              badge: isWriting(icp) ? (
                <Badge tone="accent" icon="loader">
                  Writing
                </Badge>
              ) : (
                <IcpBadge icp={icp} />
              ),
              time: <Time at={icp.updatedAt} />,
            }))}
          />
        </Section>
      )}
      {deals.data && deals.data.items.length > 0 && <DealRows deals={deals.data} />}
      <FirstSteps icps={icps.items} reach={reach.data} orbit={orbit.data} signal={signal.data} />
    </Page>
  );
}

const isWriting = (icp: IcpLine) =>
  icp.synthesis === "queued" || icp.synthesis === "streaming" || icp.synthesis === "validating";

function WhatLeftToday() {
  return (
    <Panel title="Around today">
      <Section title="What left for others today">
        <LeftToday every={60_000} />
        <p className="below">
          <Link href="/settings/what-left">See every call</Link>
        </p>
      </Section>
    </Panel>
  );
}
