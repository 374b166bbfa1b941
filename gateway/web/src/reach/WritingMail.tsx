import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAct, useEvents, useGet } from "../data";
import { Button, Icon, Notice } from "../ui";
import type { Generation } from "./shapes";

/** A mail while Claude writes it. */
export function WritingMail({ generation, campaign }: { generation: Generation; campaign: string }) {
  const queries = useQueryClient();
  const [mail, setMail] = useState({ subject: generation.subject, body: generation.body });
  const again = () => {
    void queries.invalidateQueries({ queryKey: [`/reach/campaigns/${campaign}/drafts`] });
    void queries.invalidateQueries({ queryKey: [`/reach/campaigns/${campaign}`] });
  };
  const state = useEvents(
    `/reach/generations/${generation.id}/events`,
    ({ event, data }) => {
      if (event === "text") {
        const said = JSON.parse(data) as { subject?: string; body?: string };
        setMail({ subject: said.subject ?? "", body: said.body ?? "" });
      } else if (event === "end") {
        again();
      }
    },
    { until: "end" },
  );
  // Without the stream the generation itself is asked.
  useGet<Generation>(`/reach/generations/${generation.id}`, {
    off: state !== "gone",
    every: (data) => {
      const now = data as Generation | undefined;
      if (!now || now.state === "queued" || now.state === "running") return 5000;
      again();
      return false;
    },
  });
  const stop = useAct("DELETE", `/reach/generations/${generation.id}`);
  const sentences = mail.body.split(/(?<=[.!?])\s/).length - 1;
  return (
    <div className="stack">
      <p className="t2 row">
        <Icon name="loader" turning /> Claude writes. You may leave this page; it goes on.
      </p>
      <div className="mail doc" aria-hidden="true">
        <b>{mail.subject}</b>
        <p>{mail.body}</p>
      </div>
      <p className="hidden" role="status">
        {sentences > 0 && `${sentences} sentences written`}
      </p>
      {state === "retrying" && <Notice>The connection broke. The writing goes on; we connect again.</Notice>}
      {stop.error && <Notice problem={stop.error} />}
      <div>
        <Button icon="square" act={stop} busy="Stopping" onClick={() => stop.mutate()}>
          Stop
        </Button>
      </div>
    </div>
  );
}
