import { useEffect, useRef, useState } from "react";
import { useAct } from "../data";
import type { Draft } from "./shapes";

interface Words {
  subject: string;
  body: string;
}

const wordsOf = ({ subject, body }: Words): Words => ({ subject, body });

/** A text that saves itself 800 ms after the last key, at the version that the person has seen. */
export function useDraft(draft: Draft) {
  const [words, setWords] = useState(() => wordsOf(draft));
  const saved = useRef(draft);
  const now = useRef(words);
  now.current = words;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const busy = useRef(false);
  const took = (out: Draft) => {
    saved.current = out;
  };
  const put = useAct<Draft, Words>("PUT", `/reach/drafts/${draft.id}`, {
    etag: () => `"${saved.current.version}"`,
    done: took,
  });
  const open = () =>
    now.current.subject.trim() !== saved.current.subject || now.current.body.trim() !== saved.current.body;
  const save = async () => {
    clearTimeout(timer.current);
    if (busy.current) return;
    busy.current = true;
    try {
      // One at a time, and on to the last word: nobody may be on the page any more when the first has arrived.
      while (open()) await put.mutateAsync(now.current);
    } catch {
      // put.error says why; what was typed stays in the field.
    } finally {
      busy.current = false;
    }
  };
  const flush = useRef(save);
  flush.current = save;
  useEffect(() => () => void flush.current(), []);
  // What was written elsewhere, by Claude say, is taken where nothing of one's own waits.
  useEffect(() => {
    if (draft.version <= saved.current.version) return;
    const mine = open();
    if (!mine) {
      saved.current = draft;
      setWords(wordsOf(draft));
    }
  }, [draft]);
  return {
    ...words,
    busy: put.isPending,
    error: put.error,
    saved: !open() && draft.version >= saved.current.version,
    version: () => saved.current.version,
    took,
    save: () => void flush.current(),
    change: (part: Partial<Words>) => {
      now.current = { ...now.current, ...part };
      setWords(now.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush.current(), 800);
    },
    settle: (theirs: Draft, mine: boolean) => {
      saved.current = theirs;
      put.reset();
      if (mine) void flush.current();
      else setWords(wordsOf(theirs));
    },
  };
}
