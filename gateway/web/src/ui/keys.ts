import type { KeyboardEvent } from "react";

/** Keys without Ctrl can be turned off under Appearance; kept in this browser. */
export const singleKeys = () => localStorage.getItem("single-keys") !== "off";

export const setSingleKeys = (on: boolean) => localStorage.setItem("single-keys", on ? "on" : "off");

/** 1 for the next row, -1 for the one before, nothing for other keys. */
export function step(event: KeyboardEvent) {
  const arrows: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const letters: Record<string, number> = { j: 1, k: -1 };
  return arrows[event.key] ?? (singleKeys() ? letters[event.key] : undefined);
}

/** Ctrl and Alt belong to others, and nothing reacts while an input method composes. */
export const plain = (event: KeyboardEvent) =>
  !(event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing);
