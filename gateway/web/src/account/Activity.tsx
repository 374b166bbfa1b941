import { useSearchParams } from "wouter";
import { useGet, useList, useSession } from "../data";
import {
  Badge,
  Button,
  Empty,
  Field,
  fieldsOf,
  Loading,
  many,
  NothingMatches,
  Notice,
  Page,
  Table,
  Time,
} from "../ui";
import { safeZone } from "../ui/Time";
import { midnight } from "./midnight";

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
  const zone = safeZone(useSession().data?.account.timeZone);
  const asked = Object.fromEntries(fields.map((name) => [name, params.get(name) ?? ""])) as Asked;
  const query = new URLSearchParams(
    Object.entries({
      action: asked.action,
      actor: asked.actor,
      since: midnight(asked.from, zone),
      until: midnight(asked.to, zone, 1),
    }).filter(([, value]) => value),
  ).toString();
  const entries = useList<Entry>(query ? `/core/audit-entries?${query}` : "/core/audit-entries");
  const names = useGet<{ actions: string[]; actors: string[] }>("/core/audit-entries/names");
  const chain = useGet<Chain>("/core/audit-entries/verify");
  const clear = () => setParams({}, { replace: true });
  // What is shown is what is taken along.
  const file = (format: string) =>
    `/api/core/audit-entries/export?format=${format}${query ? `&${query}` : ""}`;
  return (
    <Page
      title="Activity"
      sub="who did what in this account"
      actions={
        <>
          <Button href={file("csv")} download>
            As a table
          </Button>
          <Button href={file("jsonl")} download>
            As JSON lines
          </Button>
        </>
      }
    >
      <Unbroken chain={chain.data} again={() => void chain.refetch()} busy={chain.isFetching} />
      <form
        className="filters labelled"
        role="search"
        key={query}
        onSubmit={(event) => {
          event.preventDefault();
          const typed = Object.entries(fieldsOf(event.currentTarget)).filter(([, value]) => value);
          setParams(Object.fromEntries(typed));
        }}
      >
        <Field as="select" label="Act" name="action" defaultValue={asked.action}>
          <option value="">Every act</option>
          {withChosen(names.data?.actions, asked.action).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Field>
        <Field as="select" label="Who" name="actor" defaultValue={asked.actor}>
          <option value="">Everybody</option>
          {withChosen(names.data?.actors, asked.actor).map((name) => (
            <option key={name} value={name}>
              {name.replace(operator, "")}
            </option>
          ))}
        </Field>
        <Field type="date" label="From" name="from" defaultValue={asked.from} />
        <Field type="date" label="To" name="to" defaultValue={asked.to} />
        <Button type="submit" icon="list-filter">
          Filter
        </Button>
        {query && (
          <Button kind="quiet" onClick={clear}>
            Clear
          </Button>
        )}
      </form>
      {entries.error && <Notice problem={entries.error} retry={() => void entries.refetch()} />}
      {entries.isPending && <Loading />}
      {entries.items?.length === 0 &&
        (query ? (
          <NothingMatches clear={clear}>Nothing in the log is like this.</NothingMatches>
        ) : (
          <Empty title="Nothing happened yet">
            Signing in, publishing and launching will stand here, with who did it.
          </Empty>
        ))}
      {entries.items && entries.items.length > 0 && (
        <Table<Entry>
          label="Activity"
          walks
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

const fields = ["action", "actor", "from", "to"] as const;
type Asked = Record<(typeof fields)[number], string>;

/** What an address names stays chosen, also before the names have come. */
const withChosen = (names: string[] = [], chosen: string) =>
  chosen && !names.includes(chosen) ? [chosen, ...names] : names;

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
function Unbroken({ chain, again, busy }: { chain?: Chain; again: () => void; busy: boolean }) {
  if (!chain) return null;
  return (
    <p className="small t2 chain" role="status">
      <Badge tone={chain.holds ? "positive" : "danger"} icon={chain.holds ? "check" : "circle-alert"}>
        {chain.holds ? "Unbroken" : "Broken"}
      </Badge>{" "}
      {many(chain.entries, "entry", "entries")} checked. {chain.says}
      {chain.brokenAt && (
        <>
          {" "}
          The first is of <Time at={chain.brokenAt} />.
        </>
      )}{" "}
      <Button
        small
        kind="quiet"
        icon="refresh-cw"
        disabledBecause={busy && "It is being checked."}
        onClick={again}
      >
        Check again
      </Button>
    </p>
  );
}
