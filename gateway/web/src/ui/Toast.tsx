import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "./Button";
import { inField } from "./keys";

interface ToastNote {
  id: number;
  text: string;
  undo?: () => unknown;
}

let notes: ToastNote[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: ToastNote[]) {
  notes = next;
  listeners.forEach((listener) => listener());
}

/**
 * Says what has happened, twice the same only once. `undo` asks the server to take it back; it stays 20 s at least,
 * unless what is returned is called because it cannot be taken back any more.
 */
export function toast(text: string, { undo }: { undo?: () => unknown } = {}) {
  const others = notes.filter((note) => note.undo || note.text !== text);
  const id = ++count;
  set([...others, { id, text, undo }].slice(-3));
  return () => dismiss(id);
}

const dismiss = (id: number) => set(notes.filter((note) => note.id !== id));

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notes,
  );
  const last = shown.findLast((note) => note.undo);
  useEffect(() => {
    if (!last) return;
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || event.shiftKey) return;
      if (inField(event.target)) return;
      event.preventDefault();
      dismiss(last.id);
      last.undo?.();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [last]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((note) => (
        <Note key={note.id} note={note} />
      ))}
    </div>
  );
}

function Note({ note }: { note: ToastNote }) {
  const [held, hold] = useState(false);
  const left = useRef(note.undo ? 20_000 : 6_000);
  useEffect(() => {
    if (held) return;
    const started = performance.now();
    const timer = setTimeout(() => dismiss(note.id), left.current);
    return () => {
      left.current = Math.max(2_000, left.current - (performance.now() - started));
      clearTimeout(timer);
    };
  }, [held, note.id]);
  return (
    <div
      className="toast"
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <span>{note.text}</span>
      {note.undo ? (
        <Button
          small
          shortcut="Ctrl Z"
          onClick={() => {
            dismiss(note.id);
            note.undo?.();
          }}
        >
          Undo
        </Button>
      ) : (
        <Button small kind="quiet" icon="x" label="Close" onClick={() => dismiss(note.id)}>
          {null}
        </Button>
      )}
    </div>
  );
}
