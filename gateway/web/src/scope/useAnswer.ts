import { cache, useAct } from "../data";
import type { Editing } from "../ui/merging";
import { useSaving } from "../ui/useSaving";
import type { Interview, Question } from "./shapes";

export interface Words {
  /** Null: skipped. */
  value: string | null;
}

export const editing = ({ question }: Question): Editing<Question, Words> => ({
  what: "This answer",
  wordsOf: ({ value, state }) => ({ value: state === "skipped" ? null : value }),
  part: () => ({ label: question, long: true }),
  saver: ({ by, updatedAt }) => ({ who: by, at: updatedAt }),
});

/** An answer that saves itself; what was typed is saved also when the page is left meanwhile. */
export function useAnswer(icp: string, question: Question) {
  const interview = `/scope/icps/${icp}/interview`;
  const put = useAct<Question, { words: Words; version: number }>(
    "PUT",
    `/scope/icps/${icp}/answers/${question.key}`,
    {
      etag: ({ version }) => `"${version}"`,
      body: ({ words: { value } }) => ({ value: value ?? "", skipped: value === null }),
      refresh: [interview],
      // Who comes back at once finds what was just saved.
      done: (out) =>
        cache.setQueryData<Interview>(
          [interview],
          (before) =>
            before && { ...before, items: before.items.map((one) => (one.key === out.key ? out : one)) },
        ),
    },
  );
  const { saving, save, saveAnew } = useSaving<Question, Words>({
    name: `answer ${icp} ${question.key}`,
    row: question,
    editing: editing(question),
    put: ({ words, saved }) => put.mutateAsync({ words, version: saved.version }),
    reset: put.reset,
  });
  return {
    text: saving.words.value ?? "",
    busy: put.isPending,
    error: put.error,
    saved: !saving.open,
    save,
    saveAnew,
    type: (value: string) =>
      saving.change({ value: value.trim() === "" && saving.saved.words.value === null ? null : value }),
    leaveOut: () => {
      saving.write({ value: null });
      save();
    },
  };
}
