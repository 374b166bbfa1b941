import "./signal.css";
import { useState } from "react";
import { useAct, useGet } from "../data";
import {
  Badge,
  Button,
  Confirm,
  Empty,
  Failed,
  Loading,
  many,
  Notice,
  Page,
  Table,
  Time,
  toast,
} from "../ui";
import type { Connection, Target } from "./shapes";
import { SignalTabs } from "./SignalTabs";

/** LinkedIn profiles that may post here, and the pages they may post for. */
export default function Connections() {
  const connections = useGet<{ items: Connection[] }>("/signal/connections");
  const [leaving, leave] = useState<Connection>();
  const items = connections.data?.items;
  return (
    <Page title="Connections" tabs={<SignalTabs />} actions={items && items.length > 0 && <Connect />}>
      {connections.error && !items && (
        <Failed problem={connections.error} retry={() => void connections.refetch()} />
      )}
      {connections.isPending && <Loading />}
      {items?.length === 0 && (
        <Empty title="LinkedIn is not connected" actions={<Connect first />}>
          You say yes at LinkedIn; we get a token and keep it encrypted. LinkedIn gets a post when you publish
          it, and nothing else: no ICP, no contact, no draft. You can disconnect at any time, and the token is
          deleted at once.
        </Empty>
      )}
      {items?.map((connection) => (
        <One key={connection.id} connection={connection} leave={() => leave(connection)} />
      ))}
      {leaving && <Leave of={leaving} onClose={() => leave(undefined)} />}
    </Page>
  );
}

function Connect({ first }: { first?: boolean }) {
  const begin = useConsent();
  return (
    <>
      <Button
        kind={first ? "main" : "plain"}
        icon="plug"
        act={begin}
        busy="Opening LinkedIn"
        onClick={() => begin.mutate({ pages: false })}
      >
        {first ? "Connect a profile" : "Connect another profile"}
      </Button>
      {first && (
        <Button act={begin} onClick={() => begin.mutate({ pages: true })}>
          Connect with my pages
        </Button>
      )}
      {begin.error && <Notice problem={begin.error} />}
    </>
  );
}

const useConsent = () =>
  useAct<{ url: string }, { pages: boolean }>("POST", "/signal/connections/authorize", {
    refresh: [],
    done: ({ url }) => location.assign(url),
  });

function One({ connection, leave }: { connection: Connection; leave: () => void }) {
  const begin = useConsent();
  const check = useAct<unknown, void>("POST", `/signal/connections/${connection.id}/check`, {
    body: () => ({}),
    done: () => toast("LinkedIn was asked again."),
  });
  const again = () => begin.mutate({ pages: connection.asksForPages });
  return (
    <section className="section" aria-label={connection.name}>
      <header className="section-head">
        <h2>{connection.name}</h2>
        {connection.state === "active" ? (
          <Badge tone="positive" icon="check">
            Connected
          </Badge>
        ) : (
          <Badge tone="danger" icon="unplug">
            Connect again
          </Badge>
        )}
        <span className="t2">
          {connection.renewsItself ? "renews itself until" : "works until"}{" "}
          <Time at={connection.endsAt} full />
        </span>
      </header>
      {connection.state === "reauth_required" && (
        <Notice tone="danger" title="LinkedIn does not accept this connection any more.">
          Posts stay as they are. Connect the same profile again and they go on.{" "}
          <Button small act={begin} onClick={again}>
            Connect again
          </Button>
        </Notice>
      )}
      {connection.missing.length > 0 && (
        <Notice tone="warning" title="LinkedIn granted less than was asked.">
          Missing: {connection.missing.join(", ")}. What needs it stands as “no access”.
        </Notice>
      )}
      {begin.error && <Notice problem={begin.error} />}
      {check.error && <Notice problem={check.error} />}
      <Table<Target>
        label={`Where ${connection.name} may post`}
        rows={connection.targets}
        rowKey={(target) => target.id}
        columns={[
          { head: "Place", cell: (target) => target.name, grow: true },
          { head: "Kind", cell: (target) => target.kind },
          {
            head: "Takes posts",
            cell: (target) =>
              target.state === "active" ? (
                <Badge tone="positive" icon="check">
                  Yes
                </Badge>
              ) : (
                <Badge tone="warning" icon="ban">
                  No access
                </Badge>
              ),
          },
        ]}
      />
      <div className="row below">
        {connection.asksForPages && (
          <Button small icon="refresh-cw" act={check} busy="Asking" onClick={() => check.mutate()}>
            Ask LinkedIn again
          </Button>
        )}
        {connection.state === "active" && (
          <Button small act={begin} onClick={() => begin.mutate({ pages: true })}>
            {connection.asksForPages ? "Renew the consent" : "Add my pages"}
          </Button>
        )}
        <Button small kind="danger" onClick={leave}>
          Disconnect
        </Button>
        <span className="small t3">Connected by {connection.by}</span>
      </div>
    </section>
  );
}

function Leave({ of, onClose }: { of: Connection; onClose: () => void }) {
  const act = useAct<{ putBack: number }, void>("DELETE", `/signal/connections/${of.id}`, {
    etag: `"${of.version}"`,
    done: ({ putBack }) => {
      toast(
        `${of.name} is disconnected; the token is deleted.` +
          (putBack > 0
            ? ` ${many(putBack, "post that was on its way is a draft", "posts that were on their way are drafts")} again.`
            : ""),
      );
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Disconnect ${of.name}?`}
      verb="Disconnect"
      busy="Disconnecting"
      act={act}
      destroys
      onConfirm={() => act.mutate()}
    >
      Our token is deleted at once. Published posts stay in the list and at LinkedIn; posts on their way
      become drafts again, and drafts need another place before they can go out. In LinkedIn's settings you
      can also take the permission back there.
      {act.error && <Notice problem={act.error} />}
    </Confirm>
  );
}
