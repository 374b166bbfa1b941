import "./scope.css";
import { useState } from "react";
import { useParams } from "wouter";
import { useAct, useGet } from "../data";
import { Button, Empty, Facts, Failed, Loading, Notice, Page, Panel, Section, Time, toast } from "../ui";
import { ClaimList } from "./ClaimList";
import { Said } from "./ConfirmHeard";
import { IcpActs } from "./IcpActs";
import { IcpBadge } from "./IcpBadge";
import { IcpTabs } from "./IcpTabs";
import { authorOf, running, type Citation, type Icp, type IcpVersion } from "./shapes";
import { Writing } from "./Writing";

export default function IcpPage() {
  const { id, number } = useParams();
  const icp = useGet<Icp>(`/scope/icps/${id}`);
  if (!icp.data) {
    return (
      <Page title="ICP" back={{ href: "/scope/icps", label: "ICPs" }}>
        {icp.error ? <Failed problem={icp.error} retry={() => void icp.refetch()} /> : <Loading />}
      </Page>
    );
  }
  if (!number && icp.data.synthesis && running(icp.data.synthesis)) {
    return <Writing key={icp.data.synthesis.id} icp={icp.data} synthesis={icp.data.synthesis} />;
  }
  const shown = number ? Number(number) : icp.data.latestVersion;
  return shown > 0 ? <Document key={shown} icp={icp.data} number={shown} /> : <NotWritten icp={icp.data} />;
}

function NotWritten({ icp }: { icp: Icp }) {
  return (
    <Page
      title={icp.name}
      back={{ href: "/scope/icps", label: "ICPs" }}
      badge={<IcpBadge icp={icp} />}
      actions={<IcpActs icp={icp} />}
      tabs={<IcpTabs id={icp.id} />}
    >
      <Ended icp={icp} />
      <Empty
        title="Not written yet"
        actions={
          <Button kind="main" href={`/scope/icps/${icp.id}/answers`}>
            Answer the questions
          </Button>
        }
      >
        Three answers are enough to begin. Each claim of the text will name the answer it rests on; what rests
        on none is marked as an assumption.
      </Empty>
    </Page>
  );
}

/** How the last writing ended, where it did not end well. */
function Ended({ icp }: { icp: Icp }) {
  const last = icp.synthesis;
  if (last?.state === "cancelled")
    return <Notice title="The last writing was stopped.">Nothing of it was kept.</Notice>;
  if (last?.state !== "failed") return null;
  return (
    <Notice tone="danger" title="The last writing did not work.">
      {last.problemDetail}
    </Notice>
  );
}

function Document({ icp, number }: { icp: Icp; number: number }) {
  const version = useGet<IcpVersion>(`/scope/icps/${icp.id}/versions/${number}`);
  const [chosen, choose] = useState<Citation>();
  const publish = useAct<Icp>("PUT", `/scope/icps/${icp.id}/versions/${number}/publication`, {
    etag: `"${icp.version}"`,
    body: () => undefined,
    done: () => toast(`Version ${number} is published. Campaigns read it from now on.`),
  });
  const source = version.data?.sources.find((one) => one.id === chosen?.source);
  const published = icp.publishedVersion === number;
  return (
    <Page
      title={icp.name}
      back={{ href: "/scope/icps", label: "ICPs" }}
      badge={<IcpBadge icp={icp} />}
      sub={
        <>
          v{number} · <Time at={version.data?.createdAt} />
          {version.data && ` · by ${authorOf(version.data)}`}
        </>
      }
      actions={
        <>
          <IcpActs icp={icp} />
          <Button icon="pen-line" href={`/scope/icps/${icp.id}/versions/${number}/edit`}>
            Edit
          </Button>
          <Button
            kind="main"
            act={publish}
            busy="Publishing"
            disabledBecause={published && "This version is the published one."}
            onClick={() => publish.mutate()}
          >
            Publish v{number}
          </Button>
        </>
      }
      tabs={<IcpTabs id={icp.id} />}
      panel={
        version.data && (
          <Panel
            title={source ? `${source.id} · your answer` : "Evidence"}
            onClose={chosen ? () => choose(undefined) : undefined}
          >
            {chosen && source && (
              <Section title={source.question}>
                <blockquote>“{chosen.quote}”</blockquote>
                <p className="small t3 below">word for word in your answer {source.id}</p>
                <Said turns={version.data.said[source.id] ?? []} />
              </Section>
            )}
            <Section title="Evidence">
              <Facts
                rows={[
                  { label: "with a source", value: version.data.claims - version.data.assumptions },
                  { label: "marked assumption", value: version.data.assumptions },
                ]}
                sum={{ label: "Claims", value: version.data.claims }}
              />
              {version.data.quotesDropped > 0 && (
                <p className="t2 below">
                  Quotes that did not stand in their answer and were dropped: {version.data.quotesDropped}.
                </p>
              )}
            </Section>
          </Panel>
        )
      }
    >
      <Ended icp={icp} />
      {publish.error && <Notice problem={publish.error} />}
      {version.error && <Failed problem={version.error} retry={() => void version.refetch()} />}
      {version.isPending && <Loading rows={9} />}
      {version.data && (
        <div className="document">
          {version.data.sections.map((section) => (
            <section key={section.key}>
              <h2>{section.title}</h2>
              {section.claims.length === 0 ? (
                <p className="t3">No answer speaks to it.</p>
              ) : (
                <ClaimList claims={section.claims} chosen={chosen} open={choose} />
              )}
            </section>
          ))}
        </div>
      )}
    </Page>
  );
}
