/** Rows that are picked, by id. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** Where a range begins: the row that was picked last, or taken out. */
  from?: string;
}

export const nothing: Selection = { ids: new Set() };

/** One row in or out. */
export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, from: id };
}

/** All rows from the last one to this one become what the last one is. */
export function range(selection: Selection, id: string, rows: readonly string[]): Selection {
  const { ids, from = "" } = selection;
  const [begin, end] = [rows.indexOf(from), rows.indexOf(id)];
  if (begin < 0 || end < 0) return toggle(selection, id);
  const between = rows.slice(Math.min(begin, end), Math.max(begin, end) + 1);
  const next = new Set(ids);
  for (const one of between) {
    if (ids.has(from)) next.add(one);
    else next.delete(one);
  }
  return { ids: next, from: id };
}

export const all = (rows: readonly string[]): Selection => ({ ids: new Set(rows) });

/** What is left of it when only these rows are; the same object when that is all. */
export function within(selection: Selection, rows: readonly string[]): Selection {
  const there = new Set(rows);
  const ids = [...selection.ids].filter((id) => there.has(id));
  return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) };
}
