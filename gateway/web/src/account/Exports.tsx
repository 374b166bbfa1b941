import { useState } from "react";
import { useAct, useList, useSession, type Problem } from "../data";
import {
  Badge,
  bytes,
  Button,
  Confirm,
  Loading,
  Notice,
  number,
  Progress,
  Section,
  SumRow,
  Table,
  Time,
  toast,
} from "../ui";
import { SignInAgain } from "./SignInAgain";
import { named } from "./YourData";

interface ExportRow {
  id: string;
  state: "collecting" | "ready" | "failed" | "expired";
  bytes: number;
  createdAt: string;
  expiresAt: string | null;
  services: { service: string; rows: number; expected: number; bytes: number; done: boolean }[];
}

const path = "/core/exports";

/** Asks for a copy of everything, shows how far it is, hands it out. */
export function Exports() {
  const session = useSession().data;
  const [removing, remove] = useState<ExportRow | null>(null);
  const exports = useList<ExportRow>(path, {
    every: (data) =>
      (data as { pages?: { items: ExportRow[] }[] } | undefined)?.pages?.some((page) =>
        page.items.some((row) => row.state === "collecting"),
      )
        ? 1000
        : false,
  });
  const ask = useAct("POST", path, { refresh: [path] });
  const again = useAct<unknown, ExportRow>("POST", (row) => `${path}/${row.id}/retry`, {
    body: () => undefined,
    refresh: [path],
  });
  const stop = useAct<unknown, ExportRow>("DELETE", (row) => `${path}/${row.id}`, {
    refresh: [path],
    done: (_out, row) => {
      remove(null);
      toast(row.state === "collecting" ? "Stopped." : "Deleted.");
    },
  });
  const running = exports.items?.find((row) => row.state === "collecting");
  const earlier = exports.items?.filter((row) => row !== running) ?? [];
  return (
    <Section title="Take everything with you">
      <p className="t2">
        One JSON file with everything tied to {session?.account.email ?? "this account"}, from every service.
        Any time, also after you asked for deletion, up to three in 24 hours. Access tokens and keys are left
        out, and the file says which. It is kept encrypted for 72 hours, then deleted.{" "}
        <a href="/export.schema.json">Its schema</a>.
      </p>
      {exports.error && <Notice problem={exports.error} retry={() => void exports.refetch()} />}
      {ask.error && <Refused problem={ask.error} />}
      {again.error && <Refused problem={again.error} />}
      {stop.error && <Notice problem={stop.error} />}
      {exports.isPending && <Loading />}
      {running ? (
        <Running row={running} stop={() => remove(running)} />
      ) : (
        exports.items && (
          <p className="below">
            <Button kind="main" icon="download" act={ask} busy="Asking" onClick={() => ask.mutate()}>
              Make a download
            </Button>
          </p>
        )
      )}
      {earlier.length > 0 && (
        <div className="below">
          <Table<ExportRow>
            label="Earlier downloads"
            rows={earlier}
            rowKey={(row) => row.id}
            columns={[
              { head: "Asked for", cell: (row) => <Time at={row.createdAt} /> },
              {
                head: "Size",
                num: true,
                wideOnly: true,
                cell: (row) => (row.bytes > 0 ? bytes(row.bytes) : ""),
              },
              { head: "State", grow: true, cell: (row) => <State row={row} /> },
              {
                head: <span className="hidden">Act</span>,
                num: true,
                cell: (row) =>
                  row.state === "ready" ? (
                    <Ready row={row} remove={() => remove(row)} />
                  ) : (
                    row.state === "failed" && (
                      <>
                        <Button
                          small
                          act={again}
                          busy="Asking"
                          disabledBecause={running ? "Wait for the one that is being made." : null}
                          onClick={() => again.mutate(row)}
                        >
                          Try again
                        </Button>{" "}
                        <Remove remove={() => remove(row)} />
                      </>
                    )
                  ),
              },
            ]}
          />
        </div>
      )}
      <Confirm
        open={removing !== null}
        onClose={() => remove(null)}
        title={removing?.state === "collecting" ? "Stop this download?" : "Delete this download?"}
        verb={removing?.state === "collecting" ? "Stop it" : "Delete it"}
        busy="Deleting"
        destroys
        act={stop}
        onConfirm={() => removing && stop.mutate(removing)}
      >
        The copy goes; what it was made of stays. You can ask for a new one, up to three in 24 hours.
      </Confirm>
    </Section>
  );
}

function Refused({ problem }: { problem: Problem }) {
  if (problem.is("recent-sign-in-required")) return <SignInAgain />;
  if (!problem.is("export-limit")) return <Notice problem={problem} />;
  return (
    <Notice tone="warning" title="Three downloads were made within 24 hours.">
      The next one can be made from <Time at={String(problem.more.nextAt)} /> on. Failed ones do not count.
    </Notice>
  );
}

function Running({ row, stop }: { row: ExportRow; stop: () => void }) {
  const done = row.services.reduce((sum, service) => sum + service.rows, 0);
  const all = row.services.reduce((sum, service) => sum + service.expected, 0);
  const size = row.services.reduce((sum, service) => sum + service.bytes, 0);
  return (
    <div className="stack" aria-live="polite">
      <Progress label="Download in the making" done={done} total={all || undefined} unit="rows" />
      <p className="small t3">
        Since <Time at={row.createdAt} />, {bytes(size)} until now.
      </p>
      <p>
        <Button kind="danger" small onClick={stop}>
          Stop
        </Button>
      </p>
      {row.services.length > 0 && (
        <Table
          label="How far each service is"
          rows={row.services}
          rowKey={(service) => service.service}
          columns={[
            { head: "Service", grow: true, cell: (service) => <b>{named(service.service)}</b> },
            { head: "Rows", num: true, cell: (service) => number(service.rows) },
            { head: "Of", num: true, cell: (service) => number(service.expected) },
            { head: "Size", num: true, cell: (service) => bytes(service.bytes) },
            {
              head: "State",
              cell: (service) => (service.done ? "done" : service.rows > 0 ? "reading" : "next"),
            },
          ]}
          sum={
            <SumRow>
              {number(done)}
              {number(all)}
              {bytes(size)}
            </SumRow>
          }
        />
      )}
    </div>
  );
}

function State({ row }: { row: ExportRow }) {
  if (row.state === "ready") {
    return (
      <Badge tone="positive" icon="check">
        until <Time at={row.expiresAt} />
      </Badge>
    );
  }
  return row.state === "failed" ? (
    <>
      <Badge tone="danger" icon="circle-alert">
        failed
      </Badge>{" "}
      <span className="small t3">
        What is finished stays until <Time at={row.expiresAt} />.
      </span>
    </>
  ) : (
    <span className="t3">expired and deleted</span>
  );
}

function Ready({ row, remove }: { row: ExportRow; remove: () => void }) {
  return (
    <>
      <Button small href={`/api${path}/${row.id}/content`} download>
        Download
      </Button>{" "}
      <Remove remove={remove} />
    </>
  );
}

function Remove({ remove }: { remove: () => void }) {
  return (
    <Button small kind="danger" label="Delete this download" onClick={remove}>
      Delete
    </Button>
  );
}
