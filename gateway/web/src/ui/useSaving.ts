import { useEffect, useState } from "react";
import { Saving } from "./saving";
import { toast } from "./Toast";

/** Words of a page that save themselves 800 ms after the last key, and when the page is left. */
export function useSaving<Row extends { version: number }, Words>({
  name,
  row,
  wordsOf,
  put,
  reset,
}: {
  /** What is written, with the row's id. */
  name: string;
  row: Row;
  wordsOf: (row: Row) => Words;
  put: (saving: Saving<Row, Words>) => Promise<Row>;
  /** Forgets the last refusal. */
  reset: () => void;
}) {
  const [, turn] = useState(0);
  const [saving] = useState(
    () => new Saving<Row, Words>(`unsaved ${name}`, row, wordsOf, put, () => turn((count) => count + 1)),
  );
  saving.put = put;
  useEffect(() => {
    if (saving.restored) {
      toast("What you typed last was not saved. It is back.");
      saving.later(800);
    }
    return () => void saving.save();
  }, [saving]);
  useEffect(() => {
    if (saving.meet(row)) reset();
  }, [row]);
  return {
    saving,
    save: () => void saving.save(),
    settle: (theirs: Row, mine: boolean) => {
      saving.settle(theirs, mine);
      reset();
      void saving.save();
    },
  };
}
