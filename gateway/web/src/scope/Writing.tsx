import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAct, useEvents, useGet } from "../data";
import { Badge, Button, Facts, Icon, Notice, number, Page, Panel, Section } from "../ui";
import { ClaimList } from "./ClaimList";
import { IcpTabs } from "./IcpTabs";
import { running, titled, type Claim, type Icp, type Synthesis } from "./shapes";

interface Part {
  key: string;
  done: boolean;
  claims: Claim[];
}

/** The document while it is being written: finished sections stay as they are, nothing jumps. */
export function Writing({ icp, synthesis }: { icp: Icp; synthesis: Synthesis }) {
  const queries = useQueryClient();
  const [parts, setParts] = useState<Part[]>([]);
  const [words, setWords] = useState(0);
  const [tokens, setTokens] = useState(0);
  const [waits, setWaits] = useState<string>();
  const [dropped, setDropped] = useState(0);
  const again = () => void queries.invalidateQueries({ queryKey: [`/scope/icps/${icp.id}`] });
  const state = useEvents(
    `/scope/syntheses/${synthesis.id}/events`,
    ({ event, data }) => {
      const said = JSON.parse(data) as {
        section?: string;
        claim?: Claim;
        dropped?: number;
        words?: number;
        tokensOut?: number;
        waits?: string;
      };
      const key = said.section ?? "";
      if (event === "section_begun") {
        setParts((now) =>
          now.some((part) => part.key === key) ? now : [...now, { key, done: false, claims: [] }],
        );
      } else if (event === "claim" && said.claim) {
        const claim = said.claim;
        setDropped((now) => now + (said.dropped ?? 0));
        setParts((now) => {
          const there = now.some((part) => part.key === key)
            ? now
            : [...now, { key, done: false, claims: [] }];
          return there.map((part) =>
            part.key === key ? { ...part, claims: [...part.claims, claim] } : part,
          );
        });
      } else if (event === "section_done") {
        setParts((now) => now.map((part) => (part.key === key ? { ...part, done: true } : part)));
      } else if (event === "progress") {
        setWords(said.words ?? 0);
        setTokens(said.tokensOut ?? 0);
      } else if (event === "state") {
        setWaits(said.waits);
      } else if (event === "restart") {
        setParts([]);
        setWords(0);
        setTokens(0);
        setDropped(0);
      } else if (event === "end") {
        again();
      }
    },
    { until: "end" },
  );
  // Without the stream the run itself is asked; its end brings the document.
  useGet<Synthesis>(`/scope/syntheses/${synthesis.id}`, {
    off: state !== "gone",
    every: (data) => {
      if (running(data as Synthesis | undefined)) return 5000;
      if (data) again();
      return false;
    },
  });
  const stop = useAct("DELETE", `/scope/syntheses/${synthesis.id}`);
  const claims = parts.reduce((sum, part) => sum + part.claims.length, 0);
  return (
    <Page
      title={icp.name}
      back={{ href: "/scope/icps", label: "ICPs" }}
      badge={
        <Badge tone="accent" icon="loader">
          Writing v{icp.latestVersion + 1}
        </Badge>
      }
      actions={
        <Button icon="square" act={stop} busy="Stopping" onClick={() => stop.mutate()}>
          Stop
        </Button>
      }
      tabs={<IcpTabs id={icp.id} />}
      panel={
        <Panel title="While it is written">
          <Section title="Left for Anthropic">
            <Facts
              rows={[
                { label: "Answers", value: number(synthesis.answers) },
                { label: "Contacts", value: "0", note: "never here" },
              ]}
            />
          </Section>
          <Section title="So far">
            <Facts
              rows={[
                { label: "Sections done", value: parts.filter((part) => part.done).length },
                { label: "Claims", value: claims },
                { label: "Quotes that did not match", value: dropped },
                { label: "Words", value: number(words) },
                { label: "Tokens, about", value: number(tokens) },
              ]}
            />
          </Section>
          <Notice>
            You may leave this page; it goes on.{" "}
            {icp.publishedVersion !== null && (
              <b>v{icp.publishedVersion} stays published until you publish the new one.</b>
            )}
          </Notice>
        </Panel>
      }
    >
      {stop.error && <Notice problem={stop.error} />}
      {state === "retrying" && <Notice>The connection broke. The writing goes on; we connect again.</Notice>}
      {waits && (
        <Notice tone="warning" title="Anthropic is switched off.">
          {waits} It is written as soon as Anthropic is on again, or stop it.
        </Notice>
      )}
      <div className="document">
        {parts.map((part) => (
          <section key={part.key} aria-busy={!part.done}>
            <h2>
              {titled(part.key)}{" "}
              {!part.done && (
                <>
                  <Icon name="loader" turning />
                  <span className="still">working</span>
                </>
              )}
            </h2>
            <ClaimList claims={part.claims} />
          </section>
        ))}
        {parts.length === 0 && !waits && (
          <p className="t2">Anthropic reads your answers. The first section comes within a minute.</p>
        )}
        <p className="hidden" role="status">
          {parts.length > 0 &&
            `${titled(parts[parts.length - 1]!.key)}: ${parts[parts.length - 1]!.claims.length} claims`}
        </p>
      </div>
    </Page>
  );
}
