import "./picks.css";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { cache, call, useReadOnly } from "../data";
import { archiveRun } from "./archive";
import { Button, readOnlyReason } from "./Button";
import { inTurn, outcome, type Failure } from "./inTurn";
import { singleKeys, usePageKeys, type PageKey } from "./keys";
import { Notice } from "./Notice";
import { all, nothing, range, toggle, within } from "./selection";
import { toast } from "./Toast";
import { number } from "./words";
import type { IconName } from "./icons";
import type { Picks } from "./useRows";

/** One act on all that is picked; it is done to one row after the other, and undone at once. */
export interface PickAct<Row> {
  /** "Delete" */
  verb: string;
  /** "Deleting" */
  busy: string;
  /** "12 contacts deleted": its last word. */
  did: string;
  /** After what was done: when it leaves the disk. */
  more?: (count: number) => string;
  /** What is said when so many were taken back. */
  undid: (count: number) => string;
  icon: IconName;
  kind?: "danger";
  key: string;
  /** To one row; answers with the way back. `word`: what was said when it was asked. */
  run: (row: Row, word: string) => Promise<() => Promise<unknown>>;
  /** Asks first: a dialog that is open while it is drawn. */
  ask?: (rows: Row[], go: (word?: string) => void, close: () => void) => ReactNode;
}

interface PickList<Row> {
  rows: Row[] | undefined;
  id: (row: Row) => string;
  name: (row: Row) => string;
  noun: readonly [string, string];
  acts: PickAct<Row>[];
  /** There are more than those that are shown; they are never picked. */
  more?: boolean;
}

interface Running<Row> {
  act: PickAct<Row>;
  done: number;
  of: number;
}

const picking: PageKey[] = [
  { does: "Select the row", keys: ["X"] },
  { does: "Select up to the row", keys: ["Shift X"] },
  { does: "Select all shown", keys: ["A"] },
  { does: "Clear the selection", keys: ["Esc"] },
];

const shown = (key: string) => (key === "Delete" ? "Del" : key.toUpperCase());

/** Rows to pick, by box, key or Shift, and what can be done with them; for the `picks` of a list. */
export function usePicks<Row>({ rows = [], id, name, noun, acts, more }: PickList<Row>): Picks {
  const readOnly = useReadOnly();
  const [selection, select] = useState(nothing);
  const [asking, ask] = useState<{ act: PickAct<Row>; rows: Row[] }>();
  const [running, run] = useState<Running<Row>>();
  const [failed, fail] = useState<{ title: string; rows: Failure<Row>[]; alone: boolean }>();
  const stop = useRef(false);
  const bar = useRef<HTMLDivElement>(null);
  const here = useRef(true);
  const ended = useRef(false);
  const byId = new Map(rows.map((row) => [id(row), row]));
  const ids = [...byId.keys()];
  const picked = rows.filter((row) => selection.ids.has(id(row)));
  const count = picked.length;
  const verbs = acts.map((act) => `${act.verb} ${act.key}`).join();
  // The acts are made anew with each drawing; their words stay.
  const keys = useMemo(
    () => [...picking, ...acts.map((act) => ({ does: act.verb, keys: [shown(act.key)] }))],
    [verbs],
  );
  usePageKeys(rows.length > 0 && keys);

  // What is no longer shown is not picked: nothing is done to rows that nobody sees.
  useEffect(() => select((now) => within(now, ids)));
  useEffect(() => {
    here.current = true;
    return () => void (here.current = false);
  }, []);
  useEffect(() => {
    if (running || !ended.current) return;
    ended.current = false;
    // The row or button that had the focus is gone.
    if (document.activeElement === document.body)
      (bar.current?.querySelector("input") ?? document.querySelector("h1"))?.focus();
  }, [running]);

  const change = (next: Parameters<typeof select>[0]) => {
    if (running) return;
    fail(undefined);
    select(next);
  };
  const pick = (one: string, reach: boolean) =>
    change((now) => (reach ? range(now, one, ids) : toggle(now, one)));

  const start = async (act: PickAct<Row>, chosen: Row[], word = "") => {
    ask(undefined);
    fail(undefined);
    stop.current = false;
    run({ act, done: 0, of: chosen.length });
    const turns = await inTurn(chosen, (row) => act.run(row, word), {
      told: (done) => run({ act, done, of: chosen.length }),
      stopped: () => stop.current,
    });
    const done = new Set(turns.done.map(({ row }) => id(row)));
    select((now) =>
      within(
        now,
        [...now.ids].filter((one) => !done.has(one)),
      ),
    );
    const said = outcome(turns, act.did, noun);
    if (done.size > 0) {
      const after = done.size === chosen.length && act.more?.(done.size);
      const backs = turns.done.map(({ out }) => out);
      toast(after ? `${said} ${after}` : said, { undo: () => void takeBack(act, backs, noun) });
    } else if (turns.failed.length === 0 || !here.current) {
      toast(said);
    }
    // What was not done stands above the rows until something else is picked.
    if (turns.failed.length > 0)
      fail({
        title: `${number(chosen.length - done.size)} not ${act.did}.`,
        rows: turns.failed,
        alone: done.size === 0,
      });
    await cache.invalidateQueries();
    ended.current = true;
    run(undefined);
  };
  const press = (act: PickAct<Row>) => {
    if (readOnly) toast(readOnlyReason);
    else if (act.ask) ask({ act, rows: picked });
    else void start(act, picked);
  };

  const hears = (event: KeyboardEvent, at?: string) => {
    if (running || rows.length === 0) return false;
    if (event.key === "Escape") {
      if (count === 0 || document.querySelector(":popover-open")) return false;
      change(nothing);
      return true;
    }
    const key = event.key === "Backspace" ? "Delete" : event.key.replace(/^.$/, (one) => one.toLowerCase());
    if (event.repeat || (key.length === 1 && !singleKeys())) return false;
    const act = event.shiftKey || count === 0 ? undefined : acts.find((one) => one.key === key);
    if (act) press(act);
    else if (key === "x" && at !== undefined) pick(at, event.shiftKey);
    else if (key === "a" && !event.shiftKey) change(all(ids));
    else return false;
    return true;
  };

  const whole = count === rows.length;
  const said = [whole && "All", number(count), whole && more && "shown", "selected"]
    .filter(Boolean)
    .join(" ");
  return {
    has: (one) => selection.ids.has(one),
    pick,
    hears,
    box: (one) => {
      const row = byId.get(one);
      return (
        <Box
          label={`Select ${row === undefined ? noun[0] : name(row)}`}
          on={selection.ids.has(one)}
          off={Boolean(running)}
          press={(event) => pick(one, event.shiftKey)}
        />
      );
    },
    bar: rows.length > 0 && (
      <>
        {asking &&
          asking.act.ask?.(
            asking.rows,
            (word) => void start(asking.act, asking.rows, word),
            () => ask(undefined),
          )}
        {failed && (
          <div role={failed.alone ? "alert" : undefined} className="picks-failed">
            <Notice tone="danger" title={failed.title}>
              <ul>
                {failed.rows.map(({ row, why }) => (
                  <li key={id(row)}>
                    {name(row)}: {why}
                  </li>
                ))}
              </ul>
            </Notice>
          </div>
        )}
        <div
          ref={bar}
          role="group"
          aria-label={`Selected ${noun[1]}`}
          className={count > 0 || running ? "picks-bar picks-on" : "picks-bar"}
        >
          <Box
            label={more ? `Select all ${number(rows.length)} shown` : `Select all ${number(rows.length)}`}
            says={count === 0 ? "Select all" : undefined}
            on={whole}
            some={count > 0 && !whole}
            off={Boolean(running)}
            press={() => change(whole ? nothing : all(ids))}
          />
          <span role="status">{count > 0 && said}</span>
          {running ? (
            <>
              <span className="t2">
                {running.act.busy}: {number(running.done)} of {number(running.of)}
              </span>
              <progress aria-label={running.act.busy} value={running.done} max={running.of} />
              <Button small kind="quiet" onClick={() => (stop.current = true)}>
                Stop
              </Button>
            </>
          ) : (
            count > 0 && (
              <>
                {acts.map((act) => (
                  <Button
                    key={act.verb}
                    small
                    edits
                    kind={act.kind}
                    icon={act.icon}
                    shortcut={shown(act.key)}
                    onClick={() => press(act)}
                  >
                    {act.verb}
                  </Button>
                ))}
                <Button small kind="quiet" shortcut="Esc" onClick={() => change(nothing)}>
                  Clear
                </Button>
              </>
            )
          )}
        </div>
      </>
    ),
  };
}

function Box({
  label,
  says,
  on,
  some = false,
  off,
  press,
}: {
  label: string;
  /** Beside it, where no head of a table says what the boxes are. */
  says?: string;
  on: boolean;
  /** Some of those that it stands for. */
  some?: boolean;
  /** While an act runs. */
  off: boolean;
  press: (event: { shiftKey: boolean }) => void;
}) {
  return (
    <label className="picks-box">
      <input
        type="checkbox"
        aria-label={label}
        checked={on}
        ref={(box) => void (box && (box.indeterminate = some))}
        aria-disabled={off || undefined}
        // The press knows of Shift, the change does not.
        onClick={(event) => (off ? event.preventDefault() : press(event))}
        onChange={() => {}}
      />
      {says && <span className="picks-says t3">{says}</span>}
    </label>
  );
}

async function takeBack(
  act: Pick<PickAct<never>, "undid">,
  backs: (() => Promise<unknown>)[],
  noun: readonly [string, string],
) {
  if (backs.length > 10) toast(`Taking ${number(backs.length)} back.`);
  const turns = await inTurn(backs, (back) => back());
  toast(turns.done.length === backs.length ? act.undid(backs.length) : outcome(turns, "taken back", noun));
  await cache.invalidateQueries();
}

/** Deletes, softly: from the bin it comes back until the next archive run. `gone` hears of each. */
export const deletion = <Row extends { id: string; version: number }>(
  of: string,
  gone?: (row: Row) => void,
): PickAct<Row> => ({
  verb: "Delete",
  busy: "Deleting",
  did: "deleted",
  more: (count) => `${count === 1 ? "It leaves" : "They leave"} the disk on ${archiveRun()}.`,
  undid: (count) => (count === 1 ? "It is back." : `All ${number(count)} are back.`),
  icon: "trash-2",
  kind: "danger",
  key: "Delete",
  run: async (row) => {
    await call("DELETE", `${of}/${row.id}`, undefined, `"${row.version}"`);
    gone?.(row);
    return () => call("POST", `${of}/${row.id}/undelete`);
  },
});
