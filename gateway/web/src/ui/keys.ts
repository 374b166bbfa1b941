import { useEffect } from "react";

/** Keys without Ctrl can be turned off under Appearance; kept in this browser. */
export const singleKeys = () => localStorage.getItem("single-keys") !== "off";

export const setSingleKeys = (on: boolean) => localStorage.setItem("single-keys", on ? "on" : "off");

/** Where letters are typed a key is a letter. */
export const inField = (target: EventTarget | null) =>
  target instanceof Element &&
  Boolean(target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]"));

export interface PageKey {
  does: string;
  keys: string[];
}

const heard = new Set<readonly PageKey[]>();

/** What the page hears beside the keys that every page has, each once. */
export const pageKeys = () => [...new Map([...heard].flat().map((key) => [key.does, key])).values()];

/** Lists keys for as long as somebody hears them. `keys` is the same array from one drawing to the next. */
export function usePageKeys(keys: readonly PageKey[] | false) {
  useEffect(() => {
    if (!keys) return;
    heard.add(keys);
    return () => void heard.delete(keys);
  }, [keys]);
}
