import { cache, useAct } from "../data";
import { useSaving } from "../ui/useSaving";
import type { Interview, Question } from "./shapes";

interface Words {
  value: string;
  skipped: boolean;
}

const wordsOf = ({ value, state }: Question): Words => ({ value, skipped: state === "skipped" });

/** An answer that saves itself; what was typed is saved also when the page is left meanwhile. */
export function useAnswer(icp: string, question: Question) {
  const interview = `/scope/icps/${icp}/interview`;
  const put = useAct<Question, { words: Words; version: number }>(
    "PUT",
    `/scope/icps/${icp}/answers/${question.key}`,
    {
      etag: ({ version }) => `"${version}"`,
      body: ({ words }) => words,
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
  const { saving, save, settle } = useSaving<Question, Words>({
    name: `answer ${icp} ${question.key}`,
    row: question,
    wordsOf,
    put: ({ words, saved }) => put.mutateAsync({ words, version: saved.version }),
    reset: put.reset,
  });
  const stale = put.error?.is("stale-version") ? (put.error.more.current as Question | undefined) : undefined;
  return {
    text: saving.words.value,
    busy: put.isPending,
    error: put.error,
    saved: !saving.open,
    stale,
    save,
    type: (value: string) =>
      saving.change({ value, skipped: value.trim() === "" && saving.saved.state === "skipped" }),
    skip: () => {
      saving.write({ value: "", skipped: true });
      save();
    },
    settle,
  };
}
