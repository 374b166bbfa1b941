import { useAct } from "../data";
import { useSaving } from "../ui/useSaving";
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

/** A post that saves itself. */
export function usePost(post: Post) {
  const put = useAct<Post, { words: Words; version: number }>("PUT", `/signal/posts/${post.id}`, {
    etag: ({ version }) => `"${version}"`,
    body: ({ words }) => words,
  });
  const { saving, save, settle } = useSaving<Post, Words>({
    name: `post ${post.id}`,
    row: post,
    wordsOf,
    put: ({ words, saved }) => put.mutateAsync({ words, version: saved.version }),
    reset: put.reset,
  });
  return {
    ...saving.words,
    busy: put.isPending,
    error: put.error,
    saved: !saving.open && post.version >= saving.saved.version,
    save,
    change: (part: Partial<Words>) => saving.change({ ...saving.words, ...part }),
    settle,
  };
}
