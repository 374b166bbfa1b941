import { useState } from "react";
import { useAct, useList } from "../data";
import { Badge, Button, Empty, Loading, Notice, Section, Table, Time, type IconName, type Tone } from "../ui";
import { Tries } from "./Tries";
import { channelNames, outcome, type Delivery } from "./shapes";

const states: Record<Delivery["state"], [Tone, IconName, string]> = {
  waiting: ["neutral", "clock", "Waiting"],
  sending: ["neutral", "loader", "Sending"],
  delivered: ["positive", "check", "Arrived"],
  failed: ["danger", "x", "Failed"],
  gone: ["neutral", "trash-2", "Deleted before"],
  dropped: ["neutral", "ban", "Stopped before"],
  unknown: ["warning", "circle-help", "May have arrived"],
};

/** What was sent, try by try; nothing of what was said. */
export function Deliveries() {
  const [shown, setShown] = useState<string>();
  const deliveries = useList<Delivery>("/core/deliveries", { every: 10_000 });
  const again = useAct<unknown, { id: string }>("POST", ({ id }) => `/core/deliveries/${id}/again`, {
    body: () => undefined,
  });
  return (
    <Section title="What was sent" sub="kept for 30 days, without a word of what was said">
      {deliveries.error && <Notice problem={deliveries.error} retry={() => void deliveries.refetch()} />}
      {again.error && <Notice problem={again.error} />}
      {deliveries.isPending && <Loading />}
      {deliveries.items?.length === 0 && (
        <Empty title="Nothing was sent yet">
          Connect an address, send a test, and switch on the events you want to hear of.
        </Empty>
      )}
      {deliveries.items && deliveries.items.length > 0 && (
        <Table<Delivery>
          label="What was sent"
          rows={deliveries.items}
          rowKey={(row) => row.id}
          columns={[
            {
              head: "Event",
              cell: (row) => (
                <>
                  <span className="mono">{row.type}</span>{" "}
                  <span className="t3">
                    {row.test && "test "}to {channelNames[row.kind]}
                  </span>
                </>
              ),
              grow: true,
            },
            {
              head: "State",
              cell: (row) => {
                const [tone, icon, word] = states[row.state];
                return (
                  <Badge tone={tone} icon={icon}>
                    {word}
                  </Badge>
                );
              },
            },
            { head: "Last answer", cell: answer, wideOnly: true },
            {
              head: "Tries",
              cell: (row) =>
                row.tries.length > 0 && (
                  <Button small kind="quiet" onClick={() => setShown(row.id)}>
                    {row.tries.length}
                    <span className="hidden">{` tries of ${row.type} to ${channelNames[row.kind]}`}</span>
                  </Button>
                ),
              num: true,
            },
            {
              head: "Next try",
              cell: (row) => (row.state === "waiting" && row.nextAt ? <Time at={row.nextAt} /> : ""),
              num: true,
              wideOnly: true,
            },
            { head: "When", cell: (row) => <Time at={row.createdAt} />, num: true },
            {
              head: <span className="hidden">Act</span>,
              cell: (row) =>
                row.mayRepeat && (
                  <Button small edits act={again} onClick={() => again.mutate({ id: row.id })}>
                    Again<span className="hidden">{` ${row.type} to ${channelNames[row.kind]}`}</span>
                  </Button>
                ),
            },
          ]}
        />
      )}
      <Tries
        delivery={deliveries.items?.find((row) => row.id === shown)}
        onClose={() => setShown(undefined)}
      />
      {deliveries.hasMore && (
        <p className="below">
          <Button onClick={deliveries.more}>{deliveries.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
    </Section>
  );
}

function answer(row: Delivery) {
  const last = row.tries.at(-1);
  return last ? outcome(last) : "";
}
