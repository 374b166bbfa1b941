import "./reach.css";
import { useState, type ReactNode } from "react";
import { Link, useLocation, useParams } from "wouter";
import { useAct, useGet } from "../data";
import {
  archiveRun,
  Badge,
  Button,
  Confirm,
  Dialog,
  Failed,
  Loading,
  many,
  Notice,
  Page,
  Tabs,
  takeBack,
  toast,
} from "../ui";
import { states, type Campaign } from "./campaign";

/** One campaign: its name, state, acts and tabs; `children` is the page below. */
export function CampaignFrame({
  children,
  actions,
  panel,
}: {
  children: (campaign: Campaign) => ReactNode;
  /** The main act of the page. */
  actions?: (campaign: Campaign) => ReactNode;
  panel?: (campaign: Campaign) => ReactNode;
}) {
  const { id } = useParams();
  const campaign = useGet<Campaign>(`/reach/campaigns/${id}`, {
    every: (data) => ((data as Campaign | undefined)?.state === "running" ? 5000 : false),
  });
  const back = { href: "/reach/campaigns", label: "Campaigns" };
  const shown = campaign.data;
  if (!shown) {
    return (
      <Page title="Campaign" back={back}>
        {campaign.error ? (
          <Failed problem={campaign.error} retry={() => void campaign.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const [tone, icon, word] = states[shown.state];
  const address = `/reach/campaigns/${id}`;
  return (
    <Page
      title={shown.name}
      back={back}
      badge={
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      }
      sub={
        <>
          {many(shown.steps.length, "step")}
          {shown.sender && <> · from {shown.sender.name}</>}
        </>
      }
      actions={
        <>
          <Acts key={shown.state} campaign={shown} />
          {actions?.(shown)}
        </>
      }
      tabs={
        <Tabs
          label="Campaign"
          items={[
            { href: `${address}/plan`, label: "Plan" },
            { href: `${address}/drafts`, label: "Drafts", count: shown.steps.length },
            { href: `${address}/sends`, label: "Sends" },
            { href: `${address}/replies`, label: "Replies" },
          ]}
        />
      }
      panel={panel?.(shown)}
    >
      {shown.state === "paused" && shown.pausedWhy && (
        <Notice tone="warning" title="This campaign was paused by itself.">
          {shown.sender?.verified ? (
            "The sender's domain was not verified at Resend. Now it is: resume the campaign to go on."
          ) : (
            <>
              {shown.pausedWhy} <Link href="/reach/domains">Look at the domain</Link>, then resume the
              campaign.
            </>
          )}
        </Notice>
      )}
      {children(shown)}
    </Page>
  );
}

function Acts({ campaign }: { campaign: Campaign }) {
  const [, go] = useLocation();
  const [asking, ask] = useState(false);
  const path = `/reach/campaigns/${campaign.id}`;
  const etag = () => `"${campaign.version}"`;
  const pause = useAct<Campaign>("POST", `${path}/pause`, { etag });
  const resume = useAct<Campaign>("POST", `${path}/resume`, { etag });
  const cancel = useAct<Campaign>("POST", `${path}/cancel`, { etag, done: () => ask(false) });
  const remove = useAct("DELETE", path, {
    ends: true,
    etag,
    done: () => {
      go("/reach/campaigns");
      toast(`“${campaign.name}” deleted. It leaves the disk on ${archiveRun()}.`, {
        undo: () => takeBack("/reach/campaigns", campaign),
      });
    },
  });
  const copy = useAct<Campaign>("POST", `${path}/copies`, {
    done: (out) => {
      go(`/reach/campaigns/${out.id}/plan`);
      toast("Copied. Nobody gets a mail of it before you launch it.");
    },
  });
  const failed = [pause, resume, copy, remove].find((act) => act.error);
  const live = campaign.state === "running" || campaign.state === "paused";
  return (
    <>
      {campaign.state === "running" && (
        <Button icon="pause" act={pause} busy="Pausing" onClick={() => pause.mutate()}>
          Pause
        </Button>
      )}
      <Button icon="copy" edits act={copy} busy="Copying" onClick={() => copy.mutate()}>
        Copy
      </Button>
      {live && (
        <Button kind="danger" icon="ban" onClick={() => ask(true)}>
          Cancel
        </Button>
      )}
      {campaign.state === "paused" && (
        <Button kind="main" icon="play" act={resume} busy="Resuming" onClick={() => resume.mutate()}>
          Resume
        </Button>
      )}
      {!live && (
        <Button kind="danger" icon="trash-2" act={remove} busy="Deleting" onClick={() => remove.mutate()}>
          Delete
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => ask(false)}
        title={`Cancel “${campaign.name}”?`}
        verb="Cancel the campaign"
        busy="Cancelling"
        act={cancel}
        destroys
        onConfirm={() => cancel.mutate()}
      >
        No further mail goes to anybody. What was sent stays, and answers still come in. It cannot be resumed.
        {cancel.error && <Notice problem={cancel.error} />}
      </Confirm>
      <Dialog open={Boolean(failed)} onClose={() => failed?.reset()} title="It was not done">
        <Notice problem={failed?.error} />
      </Dialog>
    </>
  );
}
