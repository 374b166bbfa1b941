import { useAct } from "../data";
import type { Editing, Part } from "../ui/merging";
import { useSaving } from "../ui/useSaving";
import type { Draft } from "./shapes";

interface Words {
  subject: string;
  body: string;
}

const parts: Record<string, Part> = {
  subject: { label: "Subject" },
  body: { label: "Text", long: true },
};

const editing: Editing<Draft, Words> = {
  what: "This mail",
  wordsOf: ({ subject, body }) => ({ subject, body }),
  part: (path) => parts[path],
};

/** The text of a mail that saves itself. What was written elsewhere, by Claude say, is taken where nothing of one's own waits. */
export function useDraft(draft: Draft) {
  const put = useAct<Draft, { words: Words; version: number }>("PUT", `/reach/drafts/${draft.id}`, {
    etag: ({ version }) => `"${version}"`,
    body: ({ words }) => words,
  });
  const { saving, save, saveAnew } = useSaving<Draft, Words>({
    name: `draft ${draft.id}`,
    row: draft,
    editing,
    put: ({ words, saved }) => put.mutateAsync({ words, version: saved.version }),
    reset: put.reset,
  });
  return {
    ...saving.words,
    busy: put.isPending,
    error: put.error,
    saved: !saving.open && draft.version >= saving.saved.version,
    version: () => saving.saved.version,
    took: (out: Draft) => saving.took(out),
    save,
    saveAnew,
    change: (part: Partial<Words>) => saving.change({ ...saving.words, ...part }),
  };
}
