import { useSearchParams } from "wouter";
import { useGet, useList } from "../data";
import { Badge, Button, Empty, Field, Loading, many, NothingMatches, Notice, Page, Table, Time } from "../ui";

interface Entry {
  id: string;
  at: string;
  actor: string;
  via: string;
  action: string;
  subject: string | null;
  detail: string | null;
}

interface Chain {
  holds: boolean;
  entries: number;
  brokenId: string | null;
  brokenAt: string | null;
  says: string;
}

export default function Activity() {
  const [params, setParams] = useSearchParams();
  const action = params.get("action") ?? "";
  const entries = useList<Entry>(
    action ? `/core/audit-entries?action=${encodeURIComponent(action)}` : "/core/audit-entries",
  );
  const chain = useGet<Chain>("/core/audit-entries/verify");
  const clear = () => setParams({}, { replace: true });
  return (
    <Page
      title="Activity"
      sub="who did what in this account"
      actions={
        <>
          <a className="button plain" href="/api/core/audit-entries/export?format=csv" download>
            As a table
          </a>
          <a className="button plain" href="/api/core/audit-entries/export?format=jsonl" download>
            As JSON lines
          </a>
        </>
      }
    >
      <Unbroken chain={chain.data} />
      <form
        className="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const asked = String(new FormData(event.currentTarget).get("action") ?? "").trim();
          setParams(asked ? { action: asked } : {});
        }}
      >
        <Field
          bare
          label="Act"
          name="action"
          key={action}
          defaultValue={action}
          placeholder="Act, for example session.opened"
        />
        <Button type="submit" icon="list-filter">
          Filter
        </Button>
        {action && (
          <Button kind="quiet" onClick={clear}>
            Clear
          </Button>
        )}
      </form>
      {entries.error && <Notice problem={entries.error} retry={() => void entries.refetch()} />}
      {entries.isPending && <Loading />}
      {entries.items?.length === 0 &&
        (action ? (
          <NothingMatches clear={clear}>Nobody did “{action}” yet.</NothingMatches>
        ) : (
          <Empty title="Nothing happened yet">
            Signing in, publishing and launching will stand here, with who did it.
          </Empty>
        ))}
      {entries.items && entries.items.length > 0 && (
        <Table<Entry>
          label="Activity"
          rows={entries.items}
          rowKey={(row) => row.id}
          columns={[
            { head: "Act", cell: (row) => row.action },
            {
              head: "Who",
              cell: (row) =>
                row.actor.startsWith(operator) || row.via.startsWith("impersonation") ? (
                  <>
                    <Badge tone="warning" icon="eye">
                      Operator
                    </Badge>{" "}
                    <Who>{row.actor.replace(operator, "")}</Who>
                  </>
                ) : (
                  <Who>{row.actor}</Who>
                ),
            },
            { head: "By", cell: (row) => row.via.split(":")[0], wideOnly: true },
            { head: "What", cell: what, grow: true },
            { head: "When", cell: (row) => <Time at={row.at} />, num: true },
          ]}
        />
      )}
      {entries.hasMore && (
        <p className="below">
          <Button onClick={entries.more}>{entries.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
    </Page>
  );
}

const Who = ({ children }: { children: string }) => (
  <span className="brief" title={children}>
    {children}
  </span>
);

const operator = "operator:";
const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** In words; a row's number tells a person nothing, and stands in the files. */
const what = ({ subject, detail }: Entry) =>
  [subject && id.test(subject) ? null : subject, detail].filter(Boolean).join(" · ");

/** Each entry's hash covers the one before it; the service has just computed them all anew. */
function Unbroken({ chain }: { chain?: Chain }) {
  if (!chain) return null;
  return (
    <p className="small t2 below" role="status">
      <Badge tone={chain.holds ? "positive" : "danger"} icon={chain.holds ? "check" : "circle-alert"}>
        {chain.holds ? "Unbroken" : "Broken"}
      </Badge>{" "}
      {many(chain.entries, "entry", "entries")} checked. {chain.says}
      {chain.brokenAt && (
        <>
          {" "}
          The first is of <Time at={chain.brokenAt} />.
        </>
      )}
    </p>
  );
}
