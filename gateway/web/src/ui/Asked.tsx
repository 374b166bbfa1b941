import { useSyncExternalStore, type ComponentType } from "react";
import type { Clash } from "../data/merge";
import type { Part, Saver } from "./merging";

interface Question extends Saver {
  /** As in "This post". */
  what: string;
  clashes: (Clash & { part: Part })[];
}

interface Answer {
  /** By the clash's path; of a question that was put off, what was written into its dialog. */
  decided: Record<string, unknown>;
  save: boolean;
}

export interface Asking extends Question {
  answer: (decided: Answer["decided"], save: boolean) => void;
}

interface Waiting extends Asking {
  id: number;
  Dialog: ComponentType<{ asking: Asking }>;
}

let waiting: Waiting[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: Waiting[]) {
  waiting = next;
  listeners.forEach((listener) => listener());
}

/** Asks what is to be saved; one question after the other, never two at once. */
export async function ask(question: Question): Promise<Answer> {
  const { Conflict } = await import("./Conflict");
  return new Promise((told) => {
    const id = ++count;
    const answer: Asking["answer"] = (decided, save) => {
      set(waiting.filter((one) => one.id !== id));
      told({ decided, save });
    };
    set([...waiting, { ...question, id, Dialog: Conflict, answer }]);
  });
}

/** Nobody is signed in any more: what was asked is put off. */
export const putOff = () => waiting.forEach((one) => one.answer({}, false));

export function Asked() {
  const [first] = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );
  return first ? <first.Dialog key={first.id} asking={first} /> : null;
}
