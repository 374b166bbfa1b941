import { useRef } from "react";
import { useAct, type Tagged } from "../data";
import { saveMerged, type Edit, type Editing } from "./merging";

/** The act of a form: it saves at the version the form was filled from, and merges what was saved elsewhere since. */
export function useMerging<Row extends { version: number }, Words, Out = Row>(
  method: "POST" | "PUT" | "PATCH",
  path: string,
  {
    editing,
    body,
    refresh,
    done,
  }: {
    editing: Editing<Row, Words>;
    /** What is sent; by default the words themselves. */
    body?: (words: Words) => unknown;
    refresh?: string[];
    done?: (out: Tagged<Out>) => void;
  },
) {
  const act = useAct<Out, { words: Words; version?: number }>(method, path, {
    etag: ({ version }) => (version === undefined ? undefined : `"${version}"`),
    body: ({ words }) => (body ? body(words) : words),
    refresh,
    done,
  });
  const filled = useRef<Row>(undefined);
  return Object.assign(act, {
    // Why it was not saved is the act's own error.
    save: (edit: Edit<Row, Words>) =>
      void saveMerged((words, version) => act.mutateAsync({ words, version }), edit, editing).catch(() => {}),
    /** What the form shows: the newest, but during a save and after a refusal the one that was typed over. */
    over: (newest: Row): Row => {
      const shown = filled.current && (act.isPending || act.error) ? filled.current : newest;
      filled.current = shown;
      return shown;
    },
  });
}
