import { Problem } from "../data/problem";
import { many, number } from "./words";

export interface Failure<Row> {
  row: Row;
  why: string;
}

export interface Turns<Row, Out> {
  done: { row: Row; out: Out }[];
  failed: Failure<Row>[];
  /** Not tried any more: it was stopped, or nobody answered. */
  left: number;
}

interface Options {
  /** After each row: how many are over. */
  told?: (count: number) => void;
  /** Asked before each row. */
  stopped?: () => boolean;
  wait?: () => Promise<unknown>;
}

const second = () => new Promise((over) => setTimeout(over, 1_000));

/** One row after the other. What fails is written down, and the next one has its turn. */
export async function inTurn<Row, Out>(
  rows: readonly Row[],
  act: (row: Row) => Promise<Out>,
  { told, stopped, wait = second }: Options = {},
): Promise<Turns<Row, Out>> {
  const done: Turns<Row, Out>["done"] = [];
  const failed: Failure<Row>[] = [];
  for (const row of rows) {
    if (stopped?.()) break;
    try {
      done.push({ row, out: await patiently(() => act(row), wait) });
    } catch (error) {
      const problem = error instanceof Problem ? error : undefined;
      failed.push({ row, why: problem?.detail || problem?.title || "This page met an error." });
      // The others would fare no better.
      if (problem?.away || problem?.status === 401) break;
    }
    told?.(done.length + failed.length);
  }
  return { done, failed, left: rows.length - done.length - failed.length };
}

/** An account may change so much in a second; who is told so has changed nothing yet. */
async function patiently<Out>(act: () => Promise<Out>, wait: () => Promise<unknown>) {
  for (let tries = 1; ; tries++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 429) || tries === 10) throw error;
      await wait();
    }
  }
}

/** "12 contacts deleted." or "12 deleted, 1 not: It is still sending." */
export function outcome(
  { done, failed, left }: Turns<unknown, unknown>,
  did: string,
  [one, more]: readonly [string, string],
) {
  const not = failed.length + left;
  if (not === 0) return `${many(done.length, one, more)} ${did}.`;
  const why = [...new Set(failed.map((failure) => failure.why))].join(" ") || "It was stopped.";
  return `${done.length === 0 ? "None" : number(done.length)} ${did}, ${number(not)} not: ${why}`;
}
