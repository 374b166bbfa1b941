import { useAct } from "../data";
import { nameIn, type Editing, type Part } from "../ui/merging";
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

const parts: Record<string, Part> = {
  text: { label: "Text", long: true },
  brief: { label: "What it should say", long: true },
  targetId: { label: "Goes to", show: nameIn("/signal/targets") },
  personaId: { label: "Persona", show: nameIn("/signal/personas") },
  bucketId: { label: "Bucket", show: nameIn("/signal/buckets") },
  icpId: { label: "For which ICP", show: nameIn("/signal/icps") },
};

const editing: Editing<Post, Words> = {
  what: "This post",
  wordsOf: (post) => ({
    text: post.text,
    brief: post.brief,
    targetId: post.targetId,
    personaId: post.personaId,
    bucketId: post.bucketId,
    icpId: post.icpId,
    mentionIds: post.mentionIds,
  }),
  part: (path) => parts[path],
  saver: ({ updatedAt }) => ({ at: updatedAt }),
};

/** A post that saves itself. */
export function usePost(post: Post) {
  const put = useAct<Post, { words: Words; version: number }>("PUT", `/signal/posts/${post.id}`, {
    etag: ({ version }) => `"${version}"`,
    body: ({ words }) => words,
  });
  const { saving, save, saveAnew } = useSaving<Post, Words>({
    name: `post ${post.id}`,
    row: post,
    editing,
    put: ({ words, saved }) => put.mutateAsync({ words, version: saved.version }),
    reset: put.reset,
  });
  return {
    ...saving.words,
    busy: put.isPending,
    error: put.error,
    saved: !saving.open && post.version >= saving.saved.version,
    save,
    saveAnew,
    change: (part: Partial<Words>) => saving.change({ ...saving.words, ...part }),
  };
}
