import { useEffect, useRef, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { useList } from "../data";
import { Badge, Button, Field, Loading, NothingMatches, Notice, Section, Table, Time } from "../ui";
import type { Campaign } from "./campaign";
import type { Decision } from "./shapes";

/** Everybody with every step, searchable; the file holds all rows. */
export function Decisions({
  campaign,
  reason,
  mail,
  mails,
  words,
  reasons,
  chosen,
  set,
}: {
  campaign: Campaign;
  reason: string;
  mail: string;
  mails: number[];
  words: string;
  reasons: string[];
  chosen: string;
  set: (part: Record<string, string>) => void;
}) {
  const [typed, type] = useState(words);
  const put = useRef(set);
  put.current = set;
  useEffect(() => {
    if (typed === words) return;
    const timer = setTimeout(() => put.current({ q: typed.trim() }), 300);
    return () => clearTimeout(timer);
  }, [typed, words]);
  const query = new URLSearchParams();
  if (reason) query.set("reason", reason);
  if (mail) query.set("step", mail);
  if (words) query.set("q", words);
  const search = query.size > 0 ? `?${query}` : "";
  const people = useList<Decision>(`/reach/campaigns/${campaign.id}/decisions${search}`, {
    every: campaign.state === "running" ? 5000 : false,
  });
  const clear = () => {
    type("");
    set({ q: "", reason: "", mail: "" });
  };
  const [params] = useSearchParams();
  const addressOf = (row: Decision) => {
    const next = new URLSearchParams(params);
    next.set("person", keyOf(row));
    return `/reach/campaigns/${campaign.id}/sends?${next}`;
  };
  return (
    <Section
      title="One by one"
      more={
        <Button small kind="quiet" href={`/api/reach/campaigns/${campaign.id}/decisions.csv`} download>
          All rows as CSV
        </Button>
      }
    >
      <div className="filters">
        <Field
          bare
          label="Address or name"
          name="q"
          type="search"
          value={typed}
          placeholder="Address or name, to see one person"
          onChange={(event) => type(event.currentTarget.value)}
        />
        <Field
          as="select"
          bare
          label="Reason"
          name="reason"
          value={reason}
          onChange={(event) => set({ reason: event.currentTarget.value, person: "" })}
        >
          <option value="">Every reason</option>
          {[...new Set([...reasons, ...(reason ? [reason] : [])])].map((one) => (
            <option key={one} value={one}>
              {worded(one)}
            </option>
          ))}
        </Field>
        <Field
          as="select"
          bare
          label="Mail"
          name="mail"
          value={mail}
          onChange={(event) => set({ mail: event.currentTarget.value, person: "" })}
        >
          <option value="">Every mail</option>
          {mails.map((one) => (
            <option key={one} value={one}>
              Mail {one}
            </option>
          ))}
        </Field>
      </div>
      {people.error && <Notice problem={people.error} retry={() => void people.refetch()} />}
      {people.isPending && <Loading />}
      {people.items?.length === 0 && <NothingMatches clear={clear}>Nobody matches this.</NothingMatches>}
      {people.items && people.items.length > 0 && (
        <Table<Decision>
          label="People"
          rows={people.items}
          rowKey={keyOf}
          chosen={chosen}
          onOpen={(row) => set({ person: keyOf(row) })}
          columns={[
            {
              head: "Person",
              cell: (row) => (
                <>
                  <Link href={addressOf(row)}>{row.name || row.email}</Link>{" "}
                  {row.name && <span className="t3 wide-only">{row.email}</span>}
                  {row.knownTo && (
                    <>
                      {" "}
                      <Badge icon="handshake">Known</Badge>{" "}
                      <span className="brief short t3" title={row.knownTo}>
                        to {row.knownTo}
                      </span>
                    </>
                  )}
                </>
              ),
            },
            { head: "Mail", cell: (row) => row.stepNumber, num: true },
            { head: "Why", cell: (row) => row.why, grow: true },
            { head: "State", cell: (row) => <State row={row} />, wideOnly: true },
            { head: "Since", cell: (row) => <Time at={row.since} />, num: true, wideOnly: true },
          ]}
        />
      )}
      {people.hasMore && (
        <p className="below">
          <Button onClick={people.more}>{people.isLoadingMore ? "Loading" : "Show more"}</Button>
        </p>
      )}
    </Section>
  );
}

const keyOf = (row: Decision) => `${row.enrolmentId} ${row.stepNumber}`;

/** stopped_reply: Stopped reply */
const worded = (reason: string) => (reason.charAt(0).toUpperCase() + reason.slice(1)).replaceAll("_", " ");

function State({ row }: { row: Decision }) {
  if (row.messageState === "uncertain")
    return (
      <Badge tone="danger" icon="circle-help">
        Unknown
      </Badge>
    );
  if (row.messageState === "failed")
    return (
      <Badge tone="danger" icon="circle-alert">
        Failed
      </Badge>
    );
  if (row.messageState === "bounced")
    return (
      <Badge tone="danger" icon="mail-x">
        Came back
      </Badge>
    );
  if (row.messageState === "delivered")
    return (
      <Badge tone="positive" icon="check-check">
        Delivered
      </Badge>
    );
  if (row.verdict === "sent")
    return (
      <Badge tone="positive" icon="check">
        Sent
      </Badge>
    );
  return row.verdict === "waiting" ? (
    <Badge icon="clock">Waiting</Badge>
  ) : (
    <Badge icon="ban">Not mailed</Badge>
  );
}
