import { useEffect, useRef, useState } from "react";
import { useAct } from "../data";
import type { Post } from "./shapes";

export interface Words {
  text: string;
  brief: string;
  targetId: string | null;
  personaId: string | null;
  bucketId: string | null;
  icpId: string | null;
  mentionIds: string[];
}

const wordsOf = (post: Post): Words => ({
  text: post.text,
  brief: post.brief,
  targetId: post.targetId,
  personaId: post.personaId,
  bucketId: post.bucketId,
  icpId: post.icpId,
  mentionIds: post.mentionIds,
});

const plain = (words: Words) =>
  JSON.stringify({ ...words, text: words.text.trim(), brief: words.brief.trim() });

/** A post that saves itself 800 ms after the last key, at the version that the person has seen. */
export function usePost(post: Post) {
  const [words, setWords] = useState(() => wordsOf(post));
  const saved = useRef(post);
  const now = useRef(words);
  now.current = words;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const put = useAct<Post, Words>("PUT", `/signal/posts/${post.id}`, {
    etag: () => `"${saved.current.version}"`,
    done: (out) => {
      saved.current = out;
    },
  });
  const open = () => plain(now.current) !== plain(wordsOf(saved.current));
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
  // What was written elsewhere is taken where nothing of one's own waits.
  useEffect(() => {
    if (post.version <= saved.current.version) return;
    const mine = open();
    saved.current = mine ? saved.current : post;
    if (!mine) setWords(wordsOf(post));
  }, [post]);
  return {
    ...words,
    busy: put.isPending,
    error: put.error,
    saved: !open() && post.version >= saved.current.version,
    save,
    change: (part: Partial<Words>) => {
      const next = { ...now.current, ...part };
      now.current = next;
      setWords(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => flush.current(), 800);
    },
    settle: (theirs: Post, mine: boolean) => {
      saved.current = theirs;
      put.reset();
      if (mine) put.mutate(now.current);
      else setWords(wordsOf(theirs));
    },
  };
}
