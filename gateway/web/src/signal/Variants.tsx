import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useAct, useEvents } from "../data";
import { Button, Notice, number, Section, toast } from "../ui";
import { PostText } from "./PostText";
import { shown } from "./littleText";
import type { Generation } from "./shapes";

const withKey = (owner: Generation["keyOwner"]) =>
  owner === "customer" ? ", with your own key" : owner === "house" ? ", with our key" : "";

/** What Claude wrote or is writing; one press takes a variant as the text, and it can be undone. */
export function Variants({
  generation,
  mentions,
  current,
  choose,
}: {
  generation: Generation;
  mentions: string[];
  current: string;
  choose: (text: string) => void;
}) {
  const offer = useRef<() => void>(undefined);
  // The text of a post that goes out, or that is left, is not taken back from here.
  useEffect(() => () => offer.current?.(), []);
  const running = generation.state === "queued" || generation.state === "running";
  if (running) return <Coming generation={generation} mentions={mentions} />;
  const stopped = generation.state === "stopped";
  if (stopped && generation.variants.length === 0)
    return <Notice title="The writing was stopped.">Your text is as it was.</Notice>;
  if (generation.state === "failed")
    return (
      <Notice tone="danger" title="The writing did not work.">
        {generation.problemDetail}
      </Notice>
    );
  const take = (text: string) => {
    choose(text);
    offer.current = toast("Taken as the text.", { undo: () => choose(current) });
  };
  return (
    <Section
      title="Variants"
      sub={`by Claude, ${generation.model}${withKey(generation.keyOwner)}${stopped ? ", stopped" : ""}`}
    >
      {stopped && (
        <Notice title="The writing was stopped.">
          Your text is as it was. What was written until then stands here; the last one may break off.
        </Notice>
      )}
      <ol className="variants">
        {generation.variants.map((text, at) => (
          <li key={at}>
            <PostText text={text} mentions={mentions} />
            <div className="row">
              <Button
                small
                edits
                disabledBecause={text === current.trim() && "This is the text now."}
                label={`Take this one: variant ${at + 1}`}
                onClick={() => take(text)}
              >
                Take this one
              </Button>
              <span className="small t3">{number(shown(text, mentions).length)} characters</span>
            </div>
          </li>
        ))}
      </ol>
      {generation.outputTokens > 0 && (
        <p className="small t3">
          Claude read {number(generation.inputTokens)} tokens and wrote {number(generation.outputTokens)}.
        </p>
      )}
    </Section>
  );
}

function Coming({ generation, mentions }: { generation: Generation; mentions: string[] }) {
  const queries = useQueryClient();
  const [variants, setVariants] = useState(generation.variants);
  const state = useEvents(
    `/signal/generations/${generation.id}/events`,
    (event) => {
      if (event.event === "delta") setVariants((JSON.parse(event.data) as { variants: string[] }).variants);
      if (event.event === "done" || event.event === "error")
        void queries.invalidateQueries({ queryKey: [`/signal/posts/${generation.postId}`] });
    },
    { until: ["done", "error"] },
  );
  const stop = useAct<Generation, void>("DELETE", `/signal/generations/${generation.id}`);
  return (
    <Section
      title="Variants"
      sub="Claude is writing"
      more={
        <Button small icon="square" act={stop} busy="Stopping" onClick={() => stop.mutate()}>
          Stop
        </Button>
      }
    >
      {stop.error && <Notice problem={stop.error} />}
      {state === "gone" && <Notice>The connection is gone; the variants come with the next look.</Notice>}
      <ol className="variants" aria-busy="true">
        {variants.length === 0 && <li className="t3">Waiting for the first words</li>}
        {variants.map((text, at) => (
          <li key={at}>
            <PostText text={text} mentions={mentions} />
          </li>
        ))}
      </ol>
    </Section>
  );
}
