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
  const took = (out: Draft) => {
    saved.current = out;
  };
  const put = useAct<Draft, Words>("PUT", `/reach/drafts/${draft.id}`, {
    etag: () => `"${saved.current.version}"`,
    done: took,
  });
  const open = () =>
    now.current.subject.trim() !== saved.current.subject || now.current.body.trim() !== saved.current.body;
  const save = () => {
    clearTimeout(timer.current);
    if (open() && !put.isPending) put.mutate(now.current);
  };
  const flush = useRef(save);
  flush.current = save;
  useEffect(() => () => flush.current(), []);
  useEffect(() => {
    if (put.isSuccess) flush.current();
  }, [put.isSuccess, put.data]);
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
    save,
    change: (part: Partial<Words>) => {
      setWords((before) => ({ ...before, ...part }));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => flush.current(), 800);
    },
    settle: (theirs: Draft, mine: boolean) => {
      saved.current = theirs;
      put.reset();
      if (mine) put.mutate(now.current);
      else setWords(wordsOf(theirs));
    },
  };
}
