import { useGet, useList } from "../data";
import { bytes, Button, Empty, Facts, Loading, many, Notice, number, Section, Table, Time } from "../ui";
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

export interface EgressToday {
  items: { provider: string; calls: number; categories: string[] }[];
}

export default function WhatLeft() {
  const today = useGet<EgressToday>("/core/egress-calls/today");
  const calls = useList<EgressCall>("/core/egress-calls");
  const all = today.data?.items.reduce((sum, row) => sum + row.calls, 0) ?? 0;
  return (
    <SettingsPage title="What left">
      <p className="t2 intro">
        Every call to another company that was made for this account: to whom, why, and which kinds of data it
        held. The content itself is not kept here.
      </p>
      <Section title="Today">
        {today.error && <Notice problem={today.error} retry={() => void today.refetch()} />}
        {today.data && all === 0 && <p className="nothing">Nothing left today.</p>}
        {today.data && all > 0 && (
          <Facts
            label="Calls today by company"
            rows={today.data.items.map((row) => ({
              label: row.provider,
              value: number(row.calls),
              note: words(row.categories),
            }))}
            sum={{ label: "Sum", value: number(all), note: all === 1 ? "call" : "calls" }}
          />
        )}
      </Section>
      <Section title="Every call">
        {calls.error && <Notice problem={calls.error} retry={() => void calls.refetch()} />}
        {calls.isPending && <Loading />}
        {calls.items?.length === 0 && (
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
              { head: "Held", cell: (row) => words(row.categories), grow: true },
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

export const words = (categories: string[]) =>
  categories.map((word) => word.replaceAll("_", " ")).join(", ") || "none";
