import { useEffect, type KeyboardEvent, type RefObject } from "react";

/** Keys without Ctrl can be turned off under Appearance; kept in this browser. */
export const singleKeys = () => localStorage.getItem("single-keys") !== "off";

export const setSingleKeys = (on: boolean) => localStorage.setItem("single-keys", on ? "on" : "off");

/** 1 for the next row, -1 for the one before, nothing for other keys. */
export function step(event: Pick<KeyboardEvent, "key">) {
  const arrows: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const letters: Record<string, number> = { j: 1, k: -1 };
  return arrows[event.key] ?? (singleKeys() ? letters[event.key] : undefined);
}

/** Ctrl and Alt belong to others, and nothing reacts while an input method composes. */
export const plain = (event: KeyboardEvent) =>
  !(event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing);

/** J and K lead into the rows from anywhere on the page: to the chosen one, else to the first. */
export function useWayIn(list: RefObject<HTMLElement | null>, rows: string) {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      if (!/^[jk]$/.test(event.key) || !singleKeys() || document.querySelector("dialog[open]")) return;
      const at = event.target instanceof Element ? event.target : document.body;
      if (at.closest("input, textarea, select, [contenteditable]") || at.closest(rows)) return;
      const all = [...(list.current?.querySelectorAll<HTMLElement>(rows) ?? [])];
      const to = all.find((row) => row.ariaCurrent) ?? all[0];
      if (!to) return;
      event.preventDefault();
      to.focus();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [list, rows]);
}
