import { useState } from "react";
import { useAct } from "../data";
import { Button, Confirm, Dialog, Facts, Notice, Table, Toggle } from "../ui";
import { TestOutcome } from "./TestOutcome";
import {
  channelNames,
  type ChannelKind,
  type EventKind,
  type Integrations,
  type TestResult,
  type Toggles,
} from "./shapes";

interface Place {
  kind: ChannelKind;
  event: EventKind;
}

interface Change extends Toggles {
  kind: ChannelKind;
  type: string;
}

/** One row for each event, two switches and a test for each address. */
export function EventTable({ integrations }: { integrations: Integrations }) {
  const [adding, setAdding] = useState<Place>();
  const [testing, setTesting] = useState<Place>();
  const set = useAct<unknown, Change>("PUT", (change) => `/core/integrations/${change.kind}/events`, {
    body: ({ type, send, details }) => ({ type, send, details }),
    done: () => setAdding(undefined),
  });
  const kinds = (["slack", "webhook"] as const).filter((kind) => integrations[kind]);
  return (
    <>
      {set.error && !adding && <Notice problem={set.error} />}
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
                  {row.says} <span className="mono small t3 wide-only-inline">{row.type}</span>
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
                    act={set}
                    change={(send) => set.mutate({ kind, type: row.type, send, details: false })}
                  />
                ),
              },
              {
                head: "customer data",
                cell: (row: EventKind) =>
                  row.includes ? (
                    <Toggle
                      label={
                        <span className="hidden">{`Include ${row.includes} in “${row.says}” to ${channelNames[kind]}`}</span>
                      }
                      on={row[kind].details}
                      act={set}
                      disabledBecause={
                        !row[kind].send && `Switch “${row.says}” on for ${channelNames[kind]} first.`
                      }
                      change={(details) =>
                        details
                          ? setAdding({ kind, event: row })
                          : set.mutate({ kind, type: row.type, send: true, details })
                      }
                    />
                  ) : (
                    <span className="t3">
                      <span aria-hidden="true">·</span>
                      <span className="hidden">There is nothing to add.</span>
                    </span>
                  ),
              },
              {
                head: <span className="hidden">{`Test at ${channelNames[kind]}`}</span>,
                cell: (row: EventKind) => (
                  <Button
                    small
                    edits
                    kind="quiet"
                    icon="send"
                    label={`Test “${row.says}” at ${channelNames[kind]}`}
                    onClick={() => setTesting({ kind, event: row })}
                  >
                    {null}
                  </Button>
                ),
              },
            ]),
          ]}
        />
      </div>
      <p className="small t3 below">
        Sent are a title, a sentence and a link into LeadFuel. What customer data would add is shown before it
        is switched on.
      </p>
      <Confirm
        open={Boolean(adding)}
        onClose={() => setAdding(undefined)}
        title={
          adding
            ? `Include customer data in “${adding.event.says}” to ${channelNames[adding.kind]}?`
            : "Include customer data?"
        }
        verb="Include them"
        busy="Switching on"
        act={set}
        leaves={adding && Object.entries(adding.event.details).map(([label, value]) => ({ label, value }))}
        onConfirm={() =>
          adding && set.mutate({ kind: adding.kind, type: adding.event.type, send: true, details: true })
        }
      >
        These fields go along with title, sentence and link from the next event on: {adding?.event.includes}.
        The text below is of nobody; in an event it is that of your customers.
        {set.error && <Notice problem={set.error} />}
      </Confirm>
      {testing && <TestEvent place={testing} onClose={() => setTesting(undefined)} />}
    </>
  );
}

/** Sends one event as a test: as it would come, with text of nobody. */
function TestEvent({ place: { kind, event }, onClose }: { place: Place; onClose: () => void }) {
  const test = useAct<TestResult>("POST", `/core/integrations/${kind}/test`, {
    body: () => ({ type: event.type }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Test “${event.says}” at ${channelNames[kind]}`}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
          <Button kind="main" icon="send" act={test} busy="Sending" onClick={() => test.mutate()}>
            Send it
          </Button>
        </>
      }
    >
      <p className="t2">
        {channelNames[kind]} gets <span className="mono">{event.type}</span> with text of nobody, marked as a
        test
        {event[kind].details ? ", with the fields of customer data:" : "."}
      </p>
      {event[kind].details && (
        <Facts
          label="What goes along"
          rows={Object.entries(event.details).map(([label, value]) => ({ label, value }))}
        />
      )}
      <div role="status">{test.data && <TestOutcome kind={kind} result={test.data} />}</div>
      {test.error && <Notice problem={test.error} />}
    </Dialog>
  );
}
