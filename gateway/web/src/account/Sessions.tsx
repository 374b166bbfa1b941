import { useState } from "react";
import { useAct, useList } from "../data";
import { Badge, Button, Confirm, Loading, many, Notice, Table, Time, toast } from "../ui";
import { SettingsPage } from "./SettingsPage";

interface SessionRow {
  id: string;
  device: string;
  browser: string;
  network: string;
  createdAt: string;
  seenAt: string;
  current: boolean;
}

export default function Sessions() {
  const sessions = useList<SessionRow>("/core/sessions");
  const [asking, ask] = useState(false);
  const end = useAct<unknown, SessionRow>("DELETE", (row) => `/core/sessions/${row.id}`, {
    refresh: ["/core/sessions"],
    done: () => toast("That session has ended."),
  });
  const endOthers = useAct("DELETE", "/core/sessions", {
    refresh: ["/core/sessions"],
    done: () => {
      ask(false);
      toast("All other sessions have ended.");
    },
  });
  const others = sessions.items?.filter((row) => !row.current).length ?? 0;
  return (
    <SettingsPage
      title="Sessions"
      actions={
        <Button
          kind="danger"
          disabledBecause={others === 0 && "This is the only session."}
          onClick={() => ask(true)}
        >
          End all others
        </Button>
      }
    >
      {sessions.error && <Notice problem={sessions.error} retry={() => void sessions.refetch()} />}
      {end.error && <Notice problem={end.error} />}
      {sessions.isPending && <Loading />}
      {sessions.items && (
        <Table<SessionRow>
          label="Sessions"
          rows={sessions.items}
          rowKey={(row) => row.id}
          columns={[
            {
              head: "Device",
              cell: (row) => [row.browser, row.device].filter(Boolean).join(" on ") || "unknown",
            },
            { head: "Network", cell: (row) => row.network, wideOnly: true },
            { head: "Since", cell: (row) => <Time at={row.createdAt} />, wideOnly: true },
            { head: "Seen", cell: (row) => <Time at={row.seenAt} />, grow: true },
            {
              head: <span className="hidden">Act</span>,
              num: true,
              cell: (row) =>
                row.current ? (
                  <Badge tone="accent" icon="check">
                    This one
                  </Badge>
                ) : (
                  <Button
                    small
                    kind="danger"
                    act={end}
                    label={`End the session on ${row.device}`}
                    onClick={() => end.mutate(row)}
                  >
                    End
                  </Button>
                ),
            },
          ]}
        />
      )}
      <p className="small t3 below">
        A session ends after 7 days without use and after 30 days at the latest. Ending one works at once.
      </p>
      <Confirm
        open={asking}
        onClose={() => ask(false)}
        title={`End ${many(others, "other session")}?`}
        verb="End them"
        busy="Ending"
        destroys
        act={endOthers}
        onConfirm={() => endOthers.mutate()}
      >
        Every other browser of yours needs a new link. This one stays signed in.
        {endOthers.error && <Notice problem={endOthers.error} />}
      </Confirm>
    </SettingsPage>
  );
}
