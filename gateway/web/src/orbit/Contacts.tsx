import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { useGet, useList } from "../data";
import {
  Button,
  Empty,
  Failed,
  Field,
  Loading,
  many,
  Notice,
  NothingMatches,
  number,
  Page,
  Progress,
  Table,
  Time,
} from "../ui";
import { ConnectButton } from "./ConnectButton";
import { SamePerson } from "./SamePerson";
import { callOf, type Mailbox, type PersonLine } from "./shapes";

/** Whom the mailboxes know, the closest first. */
export default function Contacts() {
  const [params, setParams] = useSearchParams();
  const [, go] = useLocation();
  const words = params.get("q") ?? "";
  const [typed, type] = useState(words);
  const put = useRef(setParams);
  put.current = setParams;
  useEffect(() => {
    if (typed.trim() === words) return;
    const timer = setTimeout(
      () => put.current(typed.trim() ? { q: typed.trim() } : {}, { replace: true }),
      300,
    );
    return () => clearTimeout(timer);
  }, [typed, words]);
  const mailboxes = useGet<{ items: Mailbox[] }>("/orbit/mailboxes", {
    every: (data) => (reading((data as { items: Mailbox[] } | undefined)?.items) ? 2000 : 30_000),
  });
  const boxes = mailboxes.data?.items;
  const people = useList<PersonLine>(`/orbit/people${words ? `?q=${encodeURIComponent(words)}` : ""}`, {
    every: reading(boxes) ? 4000 : false,
  });
  const none = people.items?.length === 0 && !words;
  return (
    <Page
      title="Contacts"
      sub={
        people.total
          ? `${many(people.total, "person", "people")} your mailboxes know`
          : "people your mailboxes know"
      }
      actions={
        boxes &&
        boxes.length > 0 && (
          <Button href="/orbit/mailboxes">{many(boxes.length, "mailbox", "mailboxes")}</Button>
        )
      }
    >
      {people.error && !people.items && <Failed problem={people.error} retry={() => void people.refetch()} />}
      {boxes
        ?.filter((box) => box.mine)
        .map((box) => (
          <Standing key={box.id} box={box} />
        ))}
      {people.isPending && <Loading />}
      {none && boxes && boxes.length === 0 && (
        <Empty title="Nobody is known yet" actions={<ConnectButton />}>
          Connect your Microsoft 365 mailbox: Orbit reads who wrote to whom and when, and shows how close you
          are and why. It only reads. Nothing is sent, marked or changed there, and you choose the folders
          before any mail is read.
        </Empty>
      )}
      {none && boxes && boxes.length > 0 && !reading(boxes) && (
        <Empty
          title="Nobody is known yet"
          actions={<Button href="/orbit/mailboxes">See the mailboxes</Button>}
        >
          Whom you have written to becomes a contact. Who only writes to you does not.
        </Empty>
      )}
      {people.items && !none && (
        <div className="filters">
          <Field
            bare
            label="Name, address or company"
            name="q"
            type="search"
            value={typed}
            placeholder="Name, address or company"
            onChange={(event) => type(event.currentTarget.value)}
          />
        </div>
      )}
      {people.items?.length === 0 && words && (
        <NothingMatches
          clear={() => {
            type("");
            setParams({}, { replace: true });
          }}
        >
          Nobody here goes by “{words}”.
        </NothingMatches>
      )}
      {people.items && people.items.length > 0 && (
        <Table<PersonLine>
          label="Contacts"
          rows={people.items}
          rowKey={(row) => row.id}
          onOpen={(row) => go(`/orbit/people/${row.id}`)}
          columns={[
            {
              head: "Name",
              cell: (row) => <Link href={`/orbit/people/${row.id}`}>{callOf(row)}</Link>,
              grow: true,
            },
            { head: "Address", cell: (row) => row.email, wideOnly: true },
            { head: "Company", cell: (row) => row.company, wideOnly: true },
            { head: "Closest", cell: (row) => row.closest, wideOnly: true },
            { head: "Last mail", cell: (row) => <Time at={row.lastAt} />, num: true },
            { head: "Strength", cell: (row) => number(row.score), num: true },
          ]}
        />
      )}
      {people.hasMore && (
        <p className="below">
          <Button onClick={people.more}>{people.isLoadingMore ? "Loading" : "Show more"}</Button>
        </p>
      )}
      {people.items && people.items.length > 1 && !words && <SamePerson />}
    </Page>
  );
}

const reading = (boxes?: Mailbox[]) => Boolean(boxes?.some((box) => box.state === "first_sync"));

/** Only what a person has to know: it is being read, or it is not. */
function Standing({ box }: { box: Mailbox }) {
  if (box.state === "first_sync")
    return <Progress label={`${box.address} is being read`} done={box.seen} total={box.total} unit="mails" />;
  if (box.state === "choosing")
    return (
      <Notice tone="warning" title={`Nothing of ${box.address} is read yet.`}>
        <Link href={`/orbit/mailboxes/${box.id}`}>Choose what is read</Link>
      </Notice>
    );
  if (box.state === "reconnect")
    return (
      <Notice tone="warning" title={`Microsoft no longer lets us read ${box.address}.`}>
        What was read stays. <Link href={`/orbit/mailboxes/${box.id}`}>Connect it again</Link>
      </Notice>
    );
  if (box.stalled)
    return (
      <Notice tone="warning" title={`${box.address} has not been read for an hour.`}>
        It is tried again by itself. <Link href={`/orbit/mailboxes/${box.id}`}>See why</Link>
      </Notice>
    );
  return null;
}
