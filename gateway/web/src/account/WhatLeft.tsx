import { useList } from "../data";
import { bytes, Button, Empty, Loading, many, Notice, Section, Table, Time } from "../ui";
import { kinds, LeftToday } from "./LeftToday";
import { MissingCalls } from "./MissingCalls";
import { SettingsPage } from "./SettingsPage";

interface EgressCall {
  id: string;
  at: string;
  service: string;
  provider: string;
  purpose: string;
  categories: string[];
  bytesOut: number;
  bytesIn: number;
  status: number | null;
  durationMs: number;
}

export default function WhatLeft() {
  const calls = useList<EgressCall>("/core/egress-calls");
  return (
    <SettingsPage title="What left">
      <p className="t2 intro">
        Every call to another company that was made for this account: to whom, why, and which kinds of data it
        held. The content itself is not kept here.
      </p>
      <Section title="Today">
        <LeftToday />
      </Section>
      <Section title="Every call">
        {calls.error && <Notice problem={calls.error} retry={() => void calls.refetch()} />}
        {calls.isPending && <Loading />}
        <MissingCalls away={calls.away} retry={() => void calls.refetch()} />
        {calls.items?.length === 0 && calls.away.length === 0 && (
          <Empty title="Nothing has left yet">
            The first mail or prompt of this account will stand here.
          </Empty>
        )}
        {calls.items && calls.items.length > 0 && (
          <Table<EgressCall>
            label="Every call to another company"
            rows={calls.items}
            rowKey={(row) => row.id}
            columns={[
              { head: "To", cell: (row) => row.provider },
              { head: "Why", cell: (row) => row.purpose },
              { head: "Held", cell: (row) => kinds(row.categories), grow: true },
              { head: "By", cell: (row) => row.service, wideOnly: true },
              { head: "Out", cell: (row) => bytes(row.bytesOut), num: true, wideOnly: true },
              { head: "Answer", cell: (row) => row.status ?? "none", num: true, wideOnly: true },
              { head: "When", cell: (row) => <Time at={row.at} />, num: true },
            ]}
          />
        )}
        {calls.hasMore && (
          <p className="below">
            <Button onClick={calls.more}>{calls.isLoadingMore ? "Loading" : "Show older"}</Button>
          </p>
        )}
        {calls.items && calls.items.length > 0 && (
          <p className="small t3 below">{many(calls.items.length, "call")} shown.</p>
        )}
      </Section>
    </SettingsPage>
  );
}
