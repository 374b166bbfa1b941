import "./reach.css";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { call, Problem, useAct, useList } from "../data";
import {
  Badge,
  Button,
  Dialog,
  Empty,
  Failed,
  Field,
  Form,
  Loading,
  many,
  NothingMatches,
  Notice,
  Page,
  Table,
  Time,
  toast,
} from "../ui";
import { usePicks } from "../ui/usePicks";
import { ImportSuppressions } from "./ImportSuppressions";
import { suppressionReasons as reasons, type Suppression } from "./shapes";

export default function Suppressions() {
  const [params, setParams] = useSearchParams();
  const words = params.get("q") ?? "";
  const reason = params.get("reason") ?? "";
  const [typed, type] = useState(words);
  const [adding, add] = useState(false);
  const [taking, take] = useState(false);
  const [lifting, lift] = useState<Suppression>();
  const put = useRef(setParams);
  put.current = setParams;
  const query = (part: { q?: string; reason?: string }) => {
    const next = new URLSearchParams();
    const { q, reason: why } = { q: words, reason, ...part };
    if (q) next.set("q", q);
    if (why) next.set("reason", why);
    return next;
  };
  useEffect(() => {
    if (typed === words) return;
    const timer = setTimeout(() => put.current(query({ q: typed.trim() }), { replace: true }), 300);
    return () => clearTimeout(timer);
  }, [typed, words]);
  const search = query({}).toString();
  const list = useList<Suppression>(`/reach/suppressions${search ? `?${search}` : ""}`);
  const picks = usePicks<Suppression>({
    rows: list.items,
    id: (row) => row.id,
    name: (row) => row.key,
    noun: ["suppression", "suppressions"],
    more: list.hasMore,
    acts: [
      {
        verb: "Lift",
        busy: "Lifting",
        did: "lifted",
        undid: (count) => `${many(count, "entry stops", "entries stop")} mail again.`,
        icon: "undo-2",
        key: "l",
        run: liftOne,
        ask: (chosen, go, close) => <LiftSeveral of={chosen} go={go} close={close} />,
      },
    ],
  });
  const act = (
    <>
      <Button icon="upload" edits onClick={() => take(true)}>
        Import a list
      </Button>
      <Button kind="main" icon="plus" edits onClick={() => add(true)}>
        Add one
      </Button>
    </>
  );
  const none = list.items?.length === 0 && !search;
  const clear = () => {
    type("");
    setParams({}, { replace: true });
  };
  return (
    <Page title="Suppressions" sub="who gets no mail, and why" actions={list.items && !none && act}>
      {list.error && !list.items && <Failed problem={list.error} retry={() => void list.refetch()} />}
      {none && (
        <Empty title="Everybody may get mail" actions={act}>
          Who unsubscribes, reports a mail as spam or cannot be reached is put here by itself, at once, and
          stays off through every import. Add addresses and domains you never want to write to, such as
          customers.
        </Empty>
      )}
      {list.items && !none && (
        <div className="filters">
          <Field
            bare
            label="Address or domain"
            name="q"
            type="search"
            value={typed}
            placeholder="Address or domain"
            onChange={(event) => type(event.currentTarget.value)}
          />
          <Field
            as="select"
            bare
            label="Reason"
            name="reason"
            value={reason}
            onChange={(event) => setParams(query({ reason: event.currentTarget.value }), { replace: true })}
          >
            <option value="">Every reason</option>
            {Object.entries(reasons).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </Field>
        </div>
      )}
      {list.isPending && <Loading />}
      {list.items?.length === 0 && search && (
        <NothingMatches clear={clear}>Nobody on the list matches this.</NothingMatches>
      )}
      {list.items && list.items.length > 0 && (
        <Table<Suppression>
          label="Suppressions"
          picks={picks}
          rows={list.items}
          rowKey={(row) => row.id}
          columns={[
            { head: "Address or domain", cell: (row) => <span className="suppressed-key">{row.key}</span> },
            {
              head: "Why",
              cell: (row) => (
                <>
                  {reasons[row.reason]}
                  {row.note && <span className="t3"> · {row.note}</span>}
                  {row.liftedAt && (
                    <span className="t3">
                      {" "}
                      · lifted by {row.liftedBy}: {row.liftedBecause}
                    </span>
                  )}
                </>
              ),
              grow: true,
            },
            { head: "Since", cell: (row) => <Time at={row.createdAt} />, num: true, wideOnly: true },
            {
              head: <span className="hidden">Act</span>,
              num: true,
              cell: (row) =>
                row.liftedAt ? (
                  <Badge icon="undo-2">Lifted</Badge>
                ) : (
                  <Button
                    small
                    edits
                    label={`Lift the suppression of ${row.key}`}
                    disabledBecause={
                      row.reason === "complaint" && "They reported a mail as spam. That cannot be lifted."
                    }
                    onClick={() => lift(row)}
                  >
                    Lift
                  </Button>
                ),
            },
          ]}
        />
      )}
      {list.hasMore && (
        <p className="below">
          <Button onClick={list.more}>{list.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
      {taking && <ImportSuppressions onClose={() => take(false)} />}
      {adding && <Add onClose={() => add(false)} />}
      {lifting && <Lift of={lifting} onClose={() => lift(undefined)} />}
    </Page>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const act = useAct<Suppression, { kind: string; key: string; note: string }>(
    "POST",
    "/reach/suppressions",
    {
      done: (out) => {
        toast(`${out.key} gets no more mail.`);
        onClose();
      },
    },
  );
  return (
    <Dialog open onClose={onClose} title="Who gets no more mail?">
      <Form
        keep="new-suppression"
        act={act}
        onSubmit={({ key = "", note = "" }) => {
          const given = key.trim();
          act.mutate({ kind: /[^@]@/.test(given) ? "address" : "domain", key: given, note: note.trim() });
        }}
      >
        <Field
          label="Address or domain"
          name="key"
          autoFocus
          placeholder="ines@kestrelpay.example or kestrelpay.example"
          help="A domain stops mail to everybody there. What is on its way to them is stopped at once."
          problem={act.error}
        />
        <Field
          label="Note"
          name="note"
          maxLength={300}
          placeholder="Customer since March"
          problem={act.error}
        />
        {act.error && !act.error.errors.key && <Notice problem={act.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={act} busy="Adding">
            Add to the list
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** What a person asked for, or a mailbox said, is lifted by itself and with a reason of its own. */
async function liftOne(row: Suppression, because: string) {
  if (row.reason !== "manual")
    throw new Problem(
      409,
      "/problems/lift-by-itself",
      "Not lifted",
      "Only what you added yourselves is lifted together; lift the others one by one.",
    );
  await call("POST", `/reach/suppressions/${row.id}/lift`, { because }, `"${row.version}"`);
  const { kind, key, note } = row;
  return () => call("POST", "/reach/suppressions", { kind, key, note });
}

function LiftSeveral({
  of,
  go,
  close,
}: {
  of: Suppression[];
  go: (because: string) => void;
  close: () => void;
}) {
  const [missing, miss] = useState(false);
  return (
    <Dialog open onClose={close} title={`Allow mail to ${many(of.length, "entry", "entries")} again?`}>
      <p className="t2">
        Sequences that were stopped stay stopped; your reason stands with each in the activity log. What
        people asked for themselves, and addresses from which mail came back, stay on the list.
      </p>
      <Form
        onSubmit={({ because = "" }) => {
          miss(!because.trim());
          if (because.trim()) go(because.trim());
        }}
      >
        <Field
          label="Why"
          name="because"
          autoFocus
          maxLength={300}
          placeholder="The wrong list was imported"
          error={missing ? "Say why mail is allowed again." : undefined}
        />
        <div className="dialog-actions">
          <Button kind="quiet" onClick={close}>
            Not now
          </Button>
          <Button kind="main" type="submit" edits>
            Allow mail again
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Lift({ of, onClose }: { of: Suppression; onClose: () => void }) {
  const act = useAct<Suppression, { because: string }>("POST", `/reach/suppressions/${of.id}/lift`, {
    etag: `"${of.version}"`,
    done: () => {
      toast(`${of.key} may get mail again.`);
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={`Allow mail to ${of.key} again?`}>
      <p className="t2">
        {reasons[of.reason]}. Sequences that were stopped stay stopped; your reason stands in the activity
        log.
      </p>
      <Form onSubmit={({ because = "" }) => act.mutate({ because })}>
        <Field
          label="Why"
          name="because"
          autoFocus
          maxLength={300}
          placeholder="Asked us by phone to write again"
          problem={act.error}
        />
        {act.error && !act.error.errors.because && <Notice problem={act.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={act} busy="Lifting">
            Allow mail again
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
