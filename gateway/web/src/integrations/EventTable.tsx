import { useAct, useReadOnly } from "../data";
import { Notice, Table, Toggle } from "../ui";
import { channelNames, type ChannelKind, type EventKind, type Integrations, type Toggles } from "./shapes";

interface Change extends Toggles {
  kind: ChannelKind;
  type: string;
}

/** One row for each event, two switches for each address. */
export function EventTable({ integrations }: { integrations: Integrations }) {
  const readOnly = useReadOnly();
  const set = useAct<unknown, Change>("PUT", (change) => `/core/integrations/${change.kind}/events`, {
    body: ({ type, send, details }) => ({ type, send, details }),
  });
  const kinds = (["slack", "webhook"] as const).filter((kind) => integrations[kind]);
  return (
    <>
      {set.error && <Notice problem={set.error} />}
      <div className="events">
        <Table<EventKind>
          label="Events"
          rows={integrations.events}
          rowKey={(row) => row.type}
          columns={[
            {
              head: "Event",
              cell: (row) => (
                <>
                  {row.says} <span className="t3 small wide-only-inline">{row.includes}</span>
                </>
              ),
              grow: true,
            },
            ...kinds.flatMap((kind) => [
              {
                head: `${channelNames[kind]}: send`,
                cell: (row: EventKind) => (
                  <Toggle
                    label={<span className="hidden">{`Send “${row.says}” to ${channelNames[kind]}`}</span>}
                    on={row[kind].send}
                    disabled={readOnly || set.isPending}
                    change={(send) => set.mutate({ kind, type: row.type, send, details: false })}
                  />
                ),
              },
              {
                head: `${channelNames[kind]}: customer data`,
                cell: (row: EventKind) => (
                  <Toggle
                    label={
                      <span className="hidden">{`Include ${row.includes} in “${row.says}” to ${channelNames[kind]}`}</span>
                    }
                    on={row[kind].details}
                    disabled={readOnly || set.isPending || !row[kind].send}
                    change={(details) => set.mutate({ kind, type: row.type, send: true, details })}
                  />
                ),
              },
            ]),
          ]}
        />
      </div>
      <p className="small t3 below">
        Sent are a title, a sentence and a link into LeadFuel. Customer data are what stands grey beside each
        event, and only where it is switched on.
      </p>
    </>
  );
}
