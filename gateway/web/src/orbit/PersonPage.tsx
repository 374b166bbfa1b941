import "./orbit.css";
import { useState } from "react";
import { Link, useParams } from "wouter";
import { useAct, useGet, useList } from "../data";
import {
  Button,
  Dialog,
  Failed,
  Field,
  Loading,
  many,
  Notice,
  number,
  Page,
  Panel,
  Section,
  SumRow,
  Table,
  Time,
  toast,
} from "../ui";
import { Silence } from "./Silence";
import { callOf, type PersonLine, type PersonView, type Reason } from "./shapes";

const names: Record<string, string> = {
  recency: "Recency",
  frequency: "Frequency",
  both_write: "Both write",
  answers_fast: "Answers fast",
  breadth: "Breadth",
  no_reply_yet: "No reply yet",
  others_know: "Others know them",
  mail: "What a mail counts",
};

export default function PersonPage() {
  const { id = "" } = useParams();
  const person = useGet<PersonView>(`/orbit/people/${id}`);
  const [joining, join] = useState(false);
  const shown = person.data;
  return (
    <Page
      title={shown ? callOf(shown) : "Person"}
      sub={shown && [shown.company, shown.name && shown.email].filter(Boolean).join(" · ")}
      back={{ href: "/orbit/contacts", label: "Contacts" }}
      actions={
        shown && (
          <Button icon="users" edits onClick={() => join(true)}>
            Join with another
          </Button>
        )
      }
      panel={shown && <Known person={shown} />}
    >
      {person.error && !shown && <Failed problem={person.error} retry={() => void person.refetch()} />}
      {person.isPending && <Loading />}
      {shown && (
        <>
          <div className="strength-head">
            <p className="strength-figure">
              <b>{number(shown.score)}</b> <span className="t2">of 100</span>
            </p>
            <div className="strength-says">
              <p className="strong">
                {shown.silentDays === 0
                  ? "You wrote to each other today"
                  : `${many(shown.silentDays, "day")} silent`}
              </p>
              <p className="t2">
                First mail <Time at={shown.firstAt} full />, last <Time at={shown.lastAt} full />.
                {shown.replyWouldMake !== undefined &&
                  shown.replyWouldMake > shown.score &&
                  ` An answer today would make it ${shown.replyWouldMake}.`}
              </p>
            </div>
          </div>
          <Silence ticks={shown.ticks} days={shown.silentDays} who={callOf(shown)} />
          <Reasons person={shown} />
          <Turns person={shown} />
        </>
      )}
      {joining && shown && <Join person={shown} onClose={() => join(false)} />}
    </Page>
  );
}

function Reasons({ person }: { person: PersonView }) {
  return (
    <Section title={`Why ${person.score}?`} sub="the formula is the same for everyone">
      <Table<Reason>
        label="Reasons"
        rows={person.reasons}
        rowKey={(row) => row.kind}
        columns={[
          { head: "Reason", cell: (row) => names[row.kind] ?? row.kind },
          { head: "Input", cell: (row) => row.input, grow: true },
          {
            head: <span className="hidden">Bar</span>,
            cell: (row) => <Points value={row.points} />,
            wideOnly: true,
          },
          {
            head: "Points",
            cell: (row) => (row.points < 0 ? number(row.points) : `+${number(row.points)}`),
            num: true,
          },
        ]}
        sum={
          <SumRow span={3} note={person.score === 0 ? "nothing has happened for long" : undefined}>
            {number(person.score)}
          </SumRow>
        }
      />
      <details className="below">
        <summary>How strength is computed</summary>
        <dl className="fact-list">
          {person.formula.map((part) => (
            <div key={part.kind}>
              <dt>
                {names[part.kind] ?? part.kind}
                {part.most !== undefined && `, ${part.most} points at most`}
              </dt>
              <dd>{part.how}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Section>
  );
}

/** Eight high, from a zero line; what takes points away is hollow and goes left. */
function Points({ value }: { value: number }) {
  const width = Math.min(100, Math.abs(value) * 3);
  return (
    <svg className="points" viewBox="0 0 160 8" aria-hidden="true">
      <rect
        className={value < 0 ? "minus" : "plus"}
        x={value < 0 ? 50 - Math.min(50, width) : 50}
        y="0"
        width={value < 0 ? Math.min(50, width) : width}
        height="8"
      />
      <line className="zero" x1="50" x2="50" y1="0" y2="8" />
    </svg>
  );
}

function Turns({ person }: { person: PersonView }) {
  if (person.turns.length === 0)
    return <p className="t2">Their mailbox’s member shows how close they are, not the mails.</p>;
  return (
    <Section title="Last mails">
      <Table
        label="Last mails"
        rows={person.turns}
        rowKey={(row) => `${row.at} ${row.threadId} ${row.outgoing}`}
        columns={[
          { head: "When", cell: (row) => <Time at={row.at} /> },
          {
            head: "Who",
            cell: (row) => (row.outgoing ? `${row.mine ? "You" : row.member} wrote` : "They wrote"),
            wideOnly: true,
          },
          {
            head: "Subject",
            cell: (row) => <Link href={`/orbit/threads/${row.threadId}`}>{row.subject || "no subject"}</Link>,
            grow: true,
          },
        ]}
      />
    </Section>
  );
}

function Known({ person }: { person: PersonView }) {
  const part = useAct<PersonView, { other: string }>("POST", `/orbit/people/${person.id}/unmerge`, {
    done: () => toast("They are two again, with everything each had."),
  });
  return (
    <Panel title="What is known">
      <Section title="Who knows them">
        <dl className="facts">
          {person.knowers.map((knower) => (
            <div key={knower.member}>
              <dt>{knower.me ? "You" : knower.member}</dt>
              <dd className="fact-value">{number(knower.score)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title="Facts">
        <dl className="fact-list">
          {person.facts.map((fact) => (
            <div key={`${fact.label} ${fact.value}`}>
              <dt>{fact.label}</dt>
              <dd>{fact.value || <Time at={fact.at} full />}</dd>
              <dd className="source">
                {fact.source}
                {fact.value && fact.at && (
                  <>
                    , <Time at={fact.at} />
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      {person.joined.length > 0 && (
        <Section title="Joined with">
          <ul className="stack">
            {person.joined.map((one) => (
              <li key={one.id}>
                {callOf(one)} {one.name && <span className="t3">{one.email}</span>}{" "}
                <Button small act={part} busy="Parting" onClick={() => part.mutate({ other: one.id })}>
                  Part them
                </Button>
              </li>
            ))}
          </ul>
          {part.error && <Notice problem={part.error} />}
        </Section>
      )}
      <Section title="Read from">
        <p className="t2">{person.readFrom.join(", ")}. Others here see what each mailbox’s member allows.</p>
      </Section>
    </Panel>
  );
}

function Join({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const [words, type] = useState("");
  const found = useList<PersonLine>(`/orbit/people?q=${encodeURIComponent(words)}`, {
    off: words.length < 2,
    limit: 8,
  });
  const merge = useAct<PersonView, string>("POST", "/orbit/people/merge", {
    body: (other) => ({ keep: person.id, other }),
    done: () => {
      toast("They are one now. You can part them at any time.");
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={`Who is ${callOf(person)} too?`}>
      <Field
        label="Name or address"
        name="q"
        type="search"
        autoFocus
        value={words}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <ul className="stack">
        {(words.length < 2 ? [] : (found.items ?? []))
          .filter((one) => one.id !== person.id)
          .map((one) => (
            <li key={one.id}>
              {callOf(one)} {one.name && <span className="t3">{one.email}</span>}{" "}
              <Button small act={merge} busy="Joining" onClick={() => merge.mutate(one.id)}>
                Join
              </Button>
            </li>
          ))}
      </ul>
      {merge.error && <Notice problem={merge.error} />}
      <div className="dialog-actions">
        <Button kind="quiet" onClick={onClose}>
          Not now
        </Button>
      </div>
    </Dialog>
  );
}
