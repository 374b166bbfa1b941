import { useEffect, useRef, useState } from "react";
import { cache, useAct } from "../data";
import type { Interview, Question } from "./shapes";

/** An answer that saves itself 800 ms after the last key; what was typed is saved also when the page is left meanwhile. */
export function useAnswer(icp: string, question: Question) {
  const [text, setText] = useState(question.value);
  const saved = useRef(question);
  const now = useRef(text);
  now.current = text;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const busy = useRef(false);
  const put = useAct<Question, { value: string; skipped?: boolean }>(
    "PUT",
    `/scope/icps/${icp}/answers/${question.key}`,
    {
      etag: () => `"${saved.current.version}"`,
      refresh: [`/scope/icps/${icp}/interview`],
      done: (out) => {
        saved.current = out;
        // Who comes back at once finds what was just saved.
        cache.setQueryData<Interview>(
          [`/scope/icps/${icp}/interview`],
          (before) =>
            before && { ...before, items: before.items.map((one) => (one.key === out.key ? out : one)) },
        );
      },
    },
  );
  const open = () => now.current.trim() !== saved.current.value;
  const send = async (first?: { value: string; skipped: boolean }) => {
    clearTimeout(timer.current);
    if (busy.current) return;
    busy.current = true;
    try {
      if (first) await put.mutateAsync(first);
      // One at a time, and on to the last word: nobody may be on the page any more when the first has arrived.
      while (open()) await put.mutateAsync({ value: now.current });
    } catch {
      // put.error says why; what was typed stays in the field.
    } finally {
      busy.current = false;
    }
  };
  const flush = useRef(send);
  flush.current = send;
  useEffect(() => () => void flush.current(), []);
  // Another window's words are taken where nothing of one's own waits.
  useEffect(() => {
    if (question.version > saved.current.version && !busy.current && !open()) {
      saved.current = question;
      setText(question.value);
    }
  }, [question]);
  const change = (value: string) => {
    now.current = value;
    setText(value);
  };
  const stale = put.error?.is("stale-version") ? (put.error.more.current as Question | undefined) : undefined;
  return {
    text,
    busy: put.isPending,
    error: put.error,
    saved: !open(),
    stale,
    save: () => void flush.current(),
    type: (value: string) => {
      change(value);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush.current(), 800);
    },
    skip: () => {
      change("");
      void flush.current({ value: "", skipped: true });
    },
    /** After a change elsewhere: their words, or one's own over them. */
    settle: (theirs: Question, mine: boolean) => {
      saved.current = theirs;
      put.reset();
      if (!mine) change(theirs.value);
      void flush.current();
    },
  };
}
