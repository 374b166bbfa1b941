import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Editing } from "./merging";
import { Saving } from "./saving";
import { toast } from "./Toast";

/** Words of a page that save themselves 800 ms after the last key, and when the page is left. */
export function useSaving<Row extends { version: number }, Words>({
  name,
  row,
  editing,
  put,
  reset,
  byHand,
}: {
  /** What is written, with the row's id. */
  name: string;
  row: Row;
  editing: Editing<Row, Words>;
  put: (saving: Saving<Row, Words>) => Promise<Row>;
  /** Forgets the last refusal. */
  reset: () => void;
  /** Nothing is saved until the person says so. */
  byHand?: boolean;
}) {
  const [, turn] = useState(0);
  const caret = useRef<() => void>(undefined);
  const [saving] = useState(() => new Saving<Row, Words>(`unsaved ${name}`, row, editing, put, () => {}));
  saving.put = put;
  saving.told = (note) => {
    if (note) toast(note);
    // Settled without a further save: what was refused is no longer so.
    if (!saving.open) reset();
    caret.current ??= keepCaret();
    turn((count) => count + 1);
  };
  useLayoutEffect(() => {
    caret.current?.();
    caret.current = undefined;
  });
  useEffect(() => {
    if (saving.restored) {
      toast("What you typed last was not saved. It is back.");
      if (!byHand) saving.later(800);
    }
    return byHand ? undefined : () => void saving.save();
  }, [saving]);
  useEffect(() => {
    saving.meet(row);
  }, [row]);
  return {
    saving,
    save: () => void saving.save(),
    saveAnew: () => void saving.save(true),
    drop: () => saving.drop(row),
  };
}

/** Beside the same words as before when others arrive around them. */
function keepCaret() {
  const area = document.activeElement;
  if (!(area instanceof HTMLTextAreaElement)) return undefined;
  const { value, selectionStart, selectionEnd } = area;
  return () => {
    if (area.value === value) return;
    const [before, after] = [value.slice(0, selectionStart), value.slice(selectionStart)];
    const moved = !area.value.startsWith(before) && area.value.endsWith(after);
    const at = moved ? area.value.length - after.length : selectionStart;
    area.setSelectionRange(at, at + selectionEnd - selectionStart);
  };
}
