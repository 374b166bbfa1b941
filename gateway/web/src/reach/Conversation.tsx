import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { useAct, useGet } from "../data";
import {
  Avatar,
  Badge,
  Button,
  Facts,
  Failed,
  Loading,
  many,
  Notice,
  Page,
  Panel,
  Section,
  Time,
} from "../ui";
import { MatchReply } from "./MatchReply";
import { ReplyFiles } from "./ReplyFiles";
import { handle } from "./ThreadRows";
import { matches, type Thread, type ThreadItem } from "./shapes";

/** What went out and what came back, in order. */
export function Conversation({ id, list }: { id: string; list: ReactNode }) {
  const thread = useGet<Thread>(`/reach/threads/${id}`, { every: 15_000 });
  const back = { href: "/reach/inbox", label: "Inbox" };
  const shown = thread.data;
  if (!shown) {
    return (
      <Page title="Conversation" back={back}>
        {thread.error ? <Failed problem={thread.error} retry={() => void thread.refetch()} /> : <Loading />}
      </Page>
    );
  }
  const answers = shown.items.filter((item) => item.kind === "received");
  const human = answers.filter((item) => !item.automatic);
  const handled = human.length > 0 && human.every((item) => item.handled);
  const name = shown.contact.name || shown.contact.email;
  return (
    <Page
      title={name}
      back={back}
      sub={shown.contact.company}
      actions={<Handled id={id} handled={handled} />}
      panel={<About thread={shown} />}
    >
      <div className="inbox">
        <div className="inbox-list">{list}</div>
        <div className="thread">
          {shown.items.map((item) => (
            <Mail key={item.id} item={item} name={name} />
          ))}
        </div>
      </div>
    </Page>
  );
}

function Handled({ id, handled }: { id: string; handled: boolean }) {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      kind={handled ? "plain" : "main"}
      icon={handled ? "rotate-ccw" : "check"}
      act={{ isPending: busy }}
      busy="Saving"
      onClick={() => {
        setBusy(true);
        void handle(id, !handled).finally(() => setBusy(false));
      }}
    >
      {handled ? "Open again" : "Mark as handled"}
    </Button>
  );
}

function Mail({ item, name }: { item: ThreadItem; name: string }) {
  const [formatted, show] = useState(false);
  const received = item.kind === "received";
  const quoted = received ? item.text.search(/^(>|On .+ wrote:$|Am .+ schrieb)/m) : -1;
  const own = quoted > 0 ? item.text.slice(0, quoted).trimEnd() : item.text;
  const rest = quoted > 0 ? item.text.slice(quoted) : "";
  const unnamed = item.attachments - item.files.length;
  return (
    <article
      className={received ? "letter letter-in" : "letter"}
      aria-label={received ? `From ${name}` : "From you"}
    >
      <header className="row">
        {received && <Avatar name={name} />}
        <b>{received ? name : item.from}</b>
        <span className="t3">{received ? item.from : `to ${item.to}`}</span>
        {item.automatic && <Badge icon="palmtree">Automatic</Badge>}
        <span className="row-end t3">
          <Time at={item.at} />
        </span>
      </header>
      <h2>{item.subject}</h2>
      <div className="doc letter-text">{own || (item.html ? "" : "This mail has no text.")}</div>
      {rest && (
        <details>
          <summary className="small t3">{many(rest.trim().split("\n").length, "quoted line")}</summary>
          <div className="letter-text t2">{rest}</div>
        </details>
      )}
      {item.html && (
        <details open={!own} onToggle={(event) => show(event.currentTarget.open)}>
          <summary className="small t3">As it was formatted; remote pictures are not loaded</summary>
          {formatted && (
            <iframe
              className="letter-html"
              title={`The mail “${item.subject}” as it was formatted`}
              sandbox=""
              referrerPolicy="no-referrer"
              srcDoc={item.html}
            />
          )}
        </details>
      )}
      {item.files.length > 0 && <ReplyFiles files={item.files} />}
      {item.takenOff && (
        <Notice title="Read as a request for no more mail.">
          {item.takenOff} gets none any more, from no campaign. If they meant something else, allow it again
          in{" "}
          <Link href={`/reach/suppressions?q=${encodeURIComponent(item.takenOff)}`}>
            your list of who gets no mail
          </Link>
          .
        </Notice>
      )}
      {received && (
        <p className="small t3">
          {item.automatic && item.automaticBecause
            ? `Taken for automatic: ${item.automaticBecause}. It does not end the sequence. `
            : ""}
          {matches[item.match].charAt(0).toUpperCase() + matches[item.match].slice(1)}.
          {item.toTest && " It answers a test mail of your own."}
          {item.source === "mailbox"
            ? " It came into your reply inbox, through Orbit; files that came with it are in your mailbox."
            : " It came through Resend."}
          {unnamed > 0 &&
            ` ${many(unnamed, item.files.length > 0 ? "more file" : "file")} came with it and cannot be downloaded here.`}
        </p>
      )}
    </article>
  );
}

const states = { active: "Goes on", finished: "All mails sent", stopped: "Stopped" };

function About({ thread }: { thread: Thread }) {
  const [matching, match] = useState<ThreadItem>();
  const stop = useAct("POST", `/reach/enrolments/${thread.enrolmentId}/stop`);
  const last = [...thread.items].reverse().find((item) => item.kind === "received");
  const sure = last && (last.match === "token" || last.match === "reference" || last.match === "person");
  return (
    <Panel title="About this conversation">
      <Section title="Person">
        <Facts
          rows={[
            { label: "Address", value: thread.contact.email },
            ...(thread.contact.title ? [{ label: "Title", value: thread.contact.title }] : []),
            ...(thread.contact.company ? [{ label: "Company", value: thread.contact.company }] : []),
          ]}
        />
        {thread.contact.id && (
          <p className="below">
            <Link href={`/reach/contacts?person=${thread.contact.id}`}>Open person</Link>
          </p>
        )}
      </Section>
      {thread.campaign && (
        <Section title="Campaign">
          <p>
            <Link href={`/reach/campaigns/${thread.campaign.id}/sends`}>{thread.campaign.name}</Link>
          </p>
          {thread.state && (
            <p className="t2 below">
              <b className="strong">{states[thread.state]}.</b> {thread.stopWhy}
              {thread.holdUntil && (
                <>
                  {" "}
                  The next mail waits until <Time at={thread.holdUntil} />.
                </>
              )}
            </p>
          )}
          {thread.state === "active" && (
            <p className="below">
              <Button small icon="ban" act={stop} busy="Stopping" onClick={() => stop.mutate()}>
                Stop for this person
              </Button>
            </p>
          )}
          {stop.error && <Notice problem={stop.error} />}
        </Section>
      )}
      {last?.toTest && (
        <Section title="Test mail">
          <p className="t2">This answers a test mail that you sent to yourself. It counts nowhere.</p>
        </Section>
      )}
      {last && !sure && (
        <Notice tone="warning" title="We do not know for sure whose answer this is.">
          {last.match === "guess"
            ? "Their mails stopped for now; say whose it is. "
            : "Nobody's mails stop because of it until you say so. "}
          <span className="row">
            <Button small edits onClick={() => match(last)}>
              Say whose it is
            </Button>
          </span>
        </Notice>
      )}
      {matching && <MatchReply reply={matching} onClose={() => match(undefined)} />}
    </Panel>
  );
}
