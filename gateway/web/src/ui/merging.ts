import { cache, Problem, type Session } from "../data";
import { mergeFields, same } from "../data/merge";
import { ask } from "./Asked";
import { toast } from "./Toast";

/** What somebody has before them, and the version they have it from. */
export interface Seen<Words> {
  version: number;
  words: Words;
}

/** What a form holds, by field name. */
export type Fields = Record<string, string>;

/** How one part of what is written is asked about. */
export interface Part {
  label: string;
  /** Of several lines: on a clash both versions are offered, one below the other. */
  long?: boolean;
  /** Taken as one, though it has parts. */
  whole?: boolean;
  /** In words, where the value is none. */
  show?: (value: unknown) => string;
}

/** As far as the service tells it. */
export interface Saver {
  who?: string | null;
  at?: string | null;
}

/** What is written into a row, and how it is merged. */
export interface Editing<Row, Words> {
  /** As in "This post". */
  what: string;
  wordsOf: (row: Row) => Words;
  /** By its path in the words: "steps.1.goal". */
  part: (path: string) => Part | undefined;
  saver?: (row: Row) => Saver;
  /** What is stored now, in the answer that refused a save; by default its `current`. */
  stored?: (said: Record<string, unknown>) => Row | undefined;
}

export interface Met<Row, Words> {
  row: Row;
  seen: Seen<Words>;
  words: Words;
  /** False: the person wants to decide later, and nothing is saved until then. */
  save: boolean;
  /** What came in from elsewhere without a question. */
  note?: string;
}

/** What is being saved; `take` keeps what became of it, whatever comes next. */
export interface Edit<Row, Words> {
  /** Undefined for what is new. */
  seen?: Seen<Words>;
  words: Words;
  take: (met: Met<Row, Words>) => void;
}

/** The name of what was chosen, from a list that the page has read. */
export const nameIn = (list: string) => (id: unknown) =>
  id
    ? (cache
        .getQueryData<{ items: { id: string; name: string }[] }>([list])
        ?.items.find((item) => item.id === id)?.name ?? "One that is gone")
    : "";

/** "your change in another tab": at most whom, never an invention. */
function changeBy({ who }: Saver) {
  const own = cache.getQueryData<Session>(["/core/bootstrap"])?.member.email;
  if (!who) return "a change made elsewhere";
  return who === own ? "your change in another tab" : `${who}'s change`;
}

const isStale = (problem: unknown): problem is Problem =>
  problem instanceof Problem && problem.is("stale-version");

/** Of two who save in the same moment the second is refused without what is stored; asked once more it is told. */
export async function sent<Out>(put: () => Promise<Out>) {
  try {
    return await put();
  } catch (problem) {
    if (isStale(problem) && !problem.more.current) return put();
    throw problem;
  }
}

/**
 * What to save, and at which version, after a refusal because of a newer one: both changes where they do not
 * touch, and what the person says where they do. Every other refusal is thrown again.
 */
export async function reconcile<Row extends { version: number }, Words>(
  problem: unknown,
  seen: Seen<Words>,
  mine: Words,
  { what, wordsOf, part, saver, stored }: Editing<Row, Words>,
  /** Sent before without an answer: what is stored is perhaps one's own. */
  unsure?: Words,
): Promise<Met<Row, Words>> {
  if (!isStale(problem)) throw problem;
  const row = stored ? stored(problem.more) : (problem.more.current as Row | undefined);
  // At a version that is not newer it would be refused for ever.
  if (!row || row.version <= seen.version) throw problem;
  const theirs = wordsOf(row);
  const now = { version: row.version, words: theirs };
  const base = unsure !== undefined && same(unsure, theirs) ? theirs : seen.words;
  const by = saver?.(row) ?? {};
  const whole = (path: string) => part(path)?.whole ?? false;
  const first = mergeFields(base, theirs, mine, { whole });
  let { merged } = first;
  if (first.clashes.length > 0) {
    const clashes = first.clashes.map((clash) => ({ ...clash, part: part(clash.path) ?? { label: what } }));
    const { decided, save } = await ask({ what, ...by, clashes });
    if (!save && Object.keys(decided).length === 0) return { row, seen, words: mine, save };
    merged = mergeFields(base, theirs, mine, { whole, decided }).merged;
    if (!save) return { row, seen, words: merged, save };
  }
  const note = same(base, theirs) || same(merged, mine) ? undefined : `Merged with ${changeBy(by)}.`;
  return { row, seen: now, words: merged, save: true, note };
}

/** Saves and merges until it is saved; throws why it is not, also when it was put off. */
export async function saveMerged<Row extends { version: number }, Words>(
  put: (words: Words, version?: number) => Promise<unknown>,
  { seen, words, take }: Edit<Row, Words>,
  editing: Editing<Row, Words>,
) {
  let told: string | undefined;
  for (;;) {
    try {
      await sent(() => put(words, seen?.version));
      if (told) toast(told);
      return;
    } catch (problem) {
      if (!seen) throw problem;
      const met = await reconcile(problem, seen, words, editing);
      take(met);
      if (!met.save) throw problem;
      ({ seen, words } = met);
      told = met.note ?? told;
    }
  }
}
