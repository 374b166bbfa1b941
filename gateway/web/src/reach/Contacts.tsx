import "./reach.css";
import { useEffect, useRef, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { useAct, useGet, useList } from "../data";
import {
  archiveRun,
  Bin,
  Button,
  Empty,
  Facts,
  Failed,
  Field,
  Loading,
  NothingMatches,
  Notice,
  Page,
  Panel,
  Section,
  Table,
  takeBack,
  Time,
  toast,
} from "../ui";
import { deletion, usePicks } from "../ui/usePicks";
import { nameOf, type Contact, type ContactImport, type ContactView } from "./shapes";

const callOf = (row: Contact) => nameOf(row) || row.email;

export default function Contacts() {
  const [params, setParams] = useSearchParams();
  const words = params.get("q") ?? "";
  const importId = params.get("importId") ?? "";
  const person = params.get("person") ?? "";
  const [typed, type] = useState(words);
  const set = (part: Record<string, string>) =>
    setParams(
      (before) => {
        for (const [name, value] of Object.entries(part)) {
          if (value) before.set(name, value);
          else before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  const put = useRef(set);
  put.current = set;
  useEffect(() => {
    if (typed === words) return;
    const timer = setTimeout(() => put.current({ q: typed.trim() }), 300);
    return () => clearTimeout(timer);
  }, [typed, words]);
  const query = new URLSearchParams();
  if (words) query.set("q", words);
  if (importId) query.set("importId", importId);
  const people = useList<Contact>(`/reach/contacts${query.size > 0 ? `?${query}` : ""}`);
  const imports = useList<ContactImport>("/reach/imports");
  const picks = usePicks<Contact>({
    rows: people.items,
    id: (row) => row.id,
    name: callOf,
    noun: ["contact", "contacts"],
    more: people.hasMore,
    acts: [deletion<Contact>("/reach/contacts", (row) => row.id === person && set({ person: "" }))],
  });
  const addressOf = (row: Contact) => {
    const next = new URLSearchParams(params);
    next.set("person", row.id);
    return `/reach/contacts?${next}`;
  };
  const act = (
    <Button kind="main" icon="upload" href="/reach/contacts/import">
      Import people
    </Button>
  );
  const filtered = Boolean(words || importId);
  const none = people.items?.length === 0 && !filtered;
  const clear = () => {
    type("");
    set({ q: "", importId: "" });
  };
  return (
    <Page
      title="Contacts"
      sub="people your campaigns can write to"
      actions={people.items && !none && act}
      panel={person && <Person key={person} id={person} onClose={() => set({ person: "" })} />}
    >
      {people.error && !people.items && <Failed problem={people.error} retry={() => void people.refetch()} />}
      {none && (
        <Empty title="Nobody here yet" actions={act}>
          Paste addresses or choose a CSV file. You see row by row what would be taken before anything is
          stored. Whoever once asked for no more mail stays off, whatever file they are in.
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
          <Field
            as="select"
            bare
            label="Import"
            name="importId"
            value={importId}
            onChange={(event) => set({ importId: event.currentTarget.value })}
          >
            <option value="">Every import</option>
            {imports.items?.map((one) => (
              <option key={one.id} value={one.id}>
                {one.fileName}, {new Date(one.createdAt).toLocaleDateString()}
              </option>
            ))}
          </Field>
        </div>
      )}
      {people.isPending && <Loading />}
      {people.items?.length === 0 && filtered && (
        <NothingMatches clear={clear}>Nobody matches this.</NothingMatches>
      )}
      {people.items && people.items.length > 0 && (
        <Table<Contact>
          label="Contacts"
          picks={picks}
          rows={people.items}
          rowKey={(row) => row.id}
          chosen={person}
          onOpen={(row) => set({ person: row.id })}
          columns={[
            { head: "Name", cell: (row) => <Link href={addressOf(row)}>{callOf(row)}</Link> },
            { head: "Address", cell: (row) => row.email, grow: true },
            { head: "Company", cell: (row) => row.company, wideOnly: true },
            { head: "Title", cell: (row) => row.title, wideOnly: true },
            { head: "Since", cell: (row) => <Time at={row.createdAt} />, num: true, wideOnly: true },
          ]}
        />
      )}
      {people.hasMore && (
        <p className="below">
          <Button onClick={people.more}>{people.isLoadingMore ? "Loading" : "Show more"}</Button>
        </p>
      )}
      <Bin of="/reach/contacts" />
    </Page>
  );
}

function Person({ id, onClose }: { id: string; onClose: () => void }) {
  const person = useGet<ContactView>(`/reach/contacts/${id}`);
  const shown = person.data;
  const remove = useAct("DELETE", `/reach/contacts/${id}`, {
    ends: true,
    etag: () => shown && `"${shown.version}"`,
    done: () => {
      onClose();
      if (shown)
        toast(`“${callOf(shown)}” deleted: no more mail. It leaves the disk on ${archiveRun()}.`, {
          undo: () => takeBack("/reach/contacts", { id, name: callOf(shown) }),
        });
    },
  });
  return (
    <Panel title={shown ? callOf(shown) : "Person"} onClose={onClose}>
      {person.error && <Notice problem={person.error} />}
      {person.isPending && <Loading rows={3} />}
      {shown && (
        <>
          {shown.suppressed && (
            <Notice tone="warning" title="Gets no mail.">
              {shown.suppressed} <Link href="/reach/suppressions">See the list</Link>
            </Notice>
          )}
          <Section title="What is known">
            <Facts
              rows={[
                ["Address", shown.email],
                ["Company", shown.company],
                ["Title", shown.title],
                ["Country", shown.country],
                ...Object.entries(shown.attributes),
              ]
                .filter(([, value]) => value)
                .map(([label, value]) => ({ label, value: value! }))}
            />
          </Section>
          <Section title="Campaigns">
            {shown.campaigns.length === 0 && <p className="t2">In none yet.</p>}
            <ul className="stack">
              {shown.campaigns.map((part) => (
                <li key={part.enrolmentId}>
                  <Link
                    href={`/reach/campaigns/${part.campaignId}/sends?q=${encodeURIComponent(shown.email)}`}
                  >
                    {part.campaign}
                  </Link>{" "}
                  <span className="t3">{part.state}</span>
                </li>
              ))}
            </ul>
          </Section>
          {remove.error && <Notice problem={remove.error} />}
          <Button kind="danger" icon="trash-2" act={remove} busy="Deleting" onClick={() => remove.mutate()}>
            Delete
          </Button>
        </>
      )}
    </Panel>
  );
}
