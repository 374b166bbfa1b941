// A space at the end is not kept by the services, so it is no change either.
const written = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? part.trim() : part));
export const same = (one: unknown, other: unknown) => written(one) === written(other);

export interface Clash {
  /** "steps.1.goal": keys from the outermost in; a place in a list is the one it had in `base`. */
  path: string;
  base: unknown;
  theirs: unknown;
  mine: unknown;
  /** Both versions kept, where that can be: in texts, and in lists without ids. */
  both?: unknown;
}

export interface Rules {
  /** Parts that belong together and are taken as one. */
  whole?: (path: string) => boolean;
  /** What a person has said, by path. */
  decided?: Record<string, unknown>;
}

type Values = Record<string, unknown>;
const isRecord = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const idOf = (item: unknown) => (isRecord(item) && typeof item.id === "string" ? item.id : "");

/**
 * Three-way: what only one side has changed is taken from there, texts by line, lists of ids as sets, lists of
 * records by id. What both have changed, and not alike, is a clash; there `merged` holds mine.
 */
export function mergeFields<T>(base: T, theirs: T, mine: T, { whole, decided = {} }: Rules = {}) {
  const clashes: Clash[] = [];
  return { merged: merge("", base, theirs, mine, clashes) as T, clashes };

  function merge(path: string, base: unknown, theirs: unknown, mine: unknown, found: Clash[]): unknown {
    if (same(base, theirs)) return mine;
    if (same(base, mine) || same(theirs, mine)) return theirs;
    if (path in decided) return decided[path];
    const clash = (both?: unknown) => {
      found.push({ path, base, theirs, mine, both });
      return mine;
    };
    if (whole?.(path)) return clash();
    if (typeof theirs === "string" && typeof mine === "string") {
      const lines = mergeLines(typeof base === "string" ? base.trim() : "", theirs.trim(), mine.trim());
      return lines.clash ? clash(lines.text) : lines.text;
    }
    const inside = (key: string | number) => (path ? `${path}.${key}` : `${key}`);
    if (isRecord(base) && isRecord(theirs) && isRecord(mine))
      return Object.fromEntries(
        Object.keys({ ...base, ...theirs, ...mine }).map((key) => [
          key,
          merge(inside(key), base[key], theirs[key], mine[key], found),
        ]),
      );
    if (!Array.isArray(base) || !Array.isArray(theirs) || !Array.isArray(mine)) return clash();
    const all: unknown[] = [...base, ...theirs, ...mine];
    if (all.every((item) => typeof item === "string")) return union(base, theirs, mine);
    const items = (clashing: Clash[], keep: boolean) =>
      mergeItems<unknown>(
        base,
        theirs,
        mine,
        (item) => idOf(item) || JSON.stringify(item),
        (at, b, t, m) => {
          if (idOf(b) !== idOf(t) || idOf(b) !== idOf(m)) return undefined;
          const inner: Clash[] = [];
          const item = merge(inside(at), b, t, m, inner);
          clashing.push(...inner);
          return keep && inner.length > 0 ? undefined : item;
        },
      );
    const inner: Clash[] = [];
    const list = items(inner, false);
    if (list.clash) return clash(all.some(idOf) ? undefined : items([], true).items);
    found.push(...inner);
    return list.items;
  }
}

/** Ids without an order: what either side has added is there, what either has removed is not. */
const union = (base: unknown[], theirs: unknown[], mine: unknown[]) => [
  ...theirs.filter((id) => mine.includes(id) || !base.includes(id)),
  ...mine.filter((id) => !base.includes(id) && !theirs.includes(id)),
];

/** Where both sides have changed the same lines, and not alike, `text` holds theirs, then mine, and `clash` says so. */
export function mergeLines(base: string, theirs: string, mine: string) {
  const lines = (text: string) => text.split(/\r?\n/);
  const { items, clash } = mergeItems(
    lines(base),
    lines(theirs),
    lines(mine),
    (line) => line,
    (_, b, t, m) => (b === t ? m : b === m || t === m ? t : undefined),
  );
  return { text: items.join("\n"), clash };
}

/** diff3. `key` says which items are one and the same, `one` merges three forms of it; undefined: they clash. */
function mergeItems<T>(
  base: T[],
  theirs: T[],
  mine: T[],
  key: (item: T) => string,
  one: (at: number, base: T, theirs: T, mine: T) => T | undefined,
) {
  const equal = (some: T[], others: T[]) => JSON.stringify(some) === JSON.stringify(others);
  const keys = base.map(key);
  const [inTheirs, inMine] = [places(keys, theirs.map(key)), places(keys, mine.map(key))];
  const items: T[] = [];
  let clash = false;
  const keepBoth = (t: T[], m: T[]) => {
    clash = true;
    items.push(...t, ...m);
  };
  const item = (at: number, b: T, t: T, m: T) => {
    const merged = one(at, b, t, m);
    if (merged === undefined) keepBoth([t], [m]);
    else items.push(merged);
  };
  const between = (at: number, b: T[], t: T[], m: T[]) => {
    if (equal(b, t)) items.push(...m);
    else if (equal(b, m) || equal(t, m)) items.push(...t);
    // Neighbours, each changed by one side, are no clash.
    else if (b.length === t.length && b.length === m.length)
      b.forEach((changed, index) => item(at + index, changed, t[index]!, m[index]!));
    else keepBoth(t, m);
  };
  let [b, t, m] = [0, 0, 0];
  base.forEach((stays, at) => {
    const [atTheirs, atMine] = [inTheirs[at]!, inMine[at]!];
    if (atTheirs < 0 || atMine < 0) return;
    between(b, base.slice(b, at), theirs.slice(t, atTheirs), mine.slice(m, atMine));
    item(at, stays, theirs[atTheirs]!, mine[atMine]!);
    [b, t, m] = [at + 1, atTheirs + 1, atMine + 1];
  });
  between(b, base.slice(b), theirs.slice(t), mine.slice(m));
  return { items, clash };
}

/** For each of `from` where it stands in `to`, or -1, by a longest common subsequence. */
function places(from: string[], to: string[]) {
  const common = Array.from({ length: from.length + 1 }, () => new Uint16Array(to.length + 1));
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      common[i]![j] =
        from[i] === to[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const found = from.map(() => -1);
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    if (from[i] === to[j]) found[i++] = j++;
    else if (common[i + 1]![j]! >= common[i]![j + 1]!) i++;
    else j++;
  }
  return found;
}
