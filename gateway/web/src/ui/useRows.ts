import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import { inField, singleKeys, usePageKeys } from "./keys";

/** Rows that are picked, as a list shows them; `usePicks` makes one. */
export interface Picks {
  has: (id: string) => boolean;
  /** In or out; as a range all since the row before. */
  pick: (id: string, range: boolean) => void;
  /** Whether the key was one of the selection's; `id`: the row that has the focus. */
  hears: (event: KeyboardEvent, id?: string) => boolean;
  box: (id: string) => ReactNode;
  /** Stands above the rows: how many, and what can be done with them. */
  bar: ReactNode;
}

interface Heard {
  /** Nobody walks here. */
  off?: boolean;
  /** In the order of the rows. */
  ids: string[];
  picks?: Picks;
  /** Any other key, on the row that has the focus. */
  onKey?: (key: string, id: string) => void;
}

const walking = [
  { does: "Next and previous row", keys: ["J", "K", "↓", "↑"] },
  { does: "First and last row", keys: ["Home", "End"] },
  { does: "Open the row", keys: ["Enter"] },
];

/** To which row a key leads from the row `at`, -1 being none; nothing for keys that do not move. */
export function leads(key: string, at: number, count: number, letters: boolean) {
  const to: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: count - 1,
    ...(letters ? { j: at + 1, k: at - 1 } : {}),
  };
  const next = to[key];
  return next === undefined || count === 0 ? undefined : Math.max(0, Math.min(next, count - 1));
}

/** A row's first link or button, so that it is said what Enter opens; the row itself where it has none. */
const faceOf = (row: Element) => row.querySelector<HTMLElement>("a[href], button") ?? (row as HTMLElement);

const chosen = (row: Element) =>
  Boolean(row.matches("[aria-current]") || row.querySelector("[aria-current]"));

/** The lists of the page, or null for one that cannot be walked now: of several each hears its own keys. */
const lists = new Set<() => HTMLElement | null>();

const before = (one: Node, other: Node) =>
  Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);

/** The keys of a list whose rows are the children of `list`: they move the focus itself, so that screen readers follow. */
export function useRows(list: RefObject<HTMLElement | null>, heard: Heard) {
  const now = useRef(heard);
  now.current = heard;
  usePageKeys(!heard.off && walking);
  useEffect(() => {
    const walked = () => {
      const around = list.current;
      const covers = (dialog: Element) => !dialog.contains(around);
      const covered = [...document.querySelectorAll("dialog[open]")].some(covers);
      return now.current.off || covered ? null : around;
    };
    const press = (event: KeyboardEvent) => {
      const { ids, picks, onKey } = now.current;
      // Ctrl and Alt belong to others, and nothing reacts while an input method composes.
      if (event.defaultPrevented || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
      const around = walked();
      if (!around) return;

      const rows = [...around.children];
      const target = event.target as Node;
      const at = rows.findIndex((row) => row.contains(target));
      const others = [...lists].map((other) => other()).filter((other) => other !== null);
      if (at < 0 && others.some((other) => other.contains(target))) return;
      const id = ids[at];
      if (picks?.hears(event, id)) return event.preventDefault();
      if (event.shiftKey) return;
      // J and K lead into the first list from anywhere, the arrows only from the list's own place.
      const first = !others.some((other) => before(other, around));
      const here = at >= 0 || target === around.closest("[tabindex]") || (first && /^[jk]$/.test(event.key));
      const to = here ? leads(event.key, at, rows.length, singleKeys()) : undefined;
      if (to !== undefined) {
        event.preventDefault();
        faceOf((at < 0 && rows.find(chosen)) || rows[to]!).focus();
      } else if (id !== undefined && !event.repeat && singleKeys()) {
        onKey?.(event.key, id);
      }
    };
    addEventListener("keydown", press);
    lists.add(walked);
    return () => {
      removeEventListener("keydown", press);
      lists.delete(walked);
    };
  }, [list]);
}
