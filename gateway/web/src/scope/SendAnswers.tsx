import { useAct, useGet } from "../data";
import { useIncluded } from "../prompt/Findings";
import { SendPreview } from "../prompt/SendPreview";
import { many } from "../ui";
import type { AnswersPreview, Synthesis } from "./shapes";

/** What an ICP is written from, before it leaves. */
export function SendAnswers({
  icp,
  onClose,
  started,
}: {
  icp: string;
  onClose: () => void;
  started: () => void;
}) {
  const preview = useGet<AnswersPreview>(`/scope/icps/${icp}/prompt-preview`);
  const included = useIncluded(preview.data);
  const start = useAct<Synthesis>("POST", `/scope/icps/${icp}/syntheses`, {
    body: () => ({ previewHash: preview.data?.hash, included: included.spans }),
    done: started,
  });
  const shown = preview.data;
  const masked = shown ? shown.masked.emails + shown.masked.phones : 0;
  return (
    <SendPreview
      title={shown ? `Send ${many(shown.answers, "answer")} to ${shown.provider}?` : "What would leave"}
      preview={shown}
      problem={preview.error}
      again={() => {
        start.reset();
        void preview.refetch();
      }}
      start={start}
      onStart={() => start.mutate()}
      startProblem={start.error}
      onClose={onClose}
      included={included}
    >
      Your published version stays until you publish the new one.
      {masked > 0 &&
        ` ${many(shown!.masked.emails, "address", "addresses")} and ${many(shown!.masked.phones, "phone number")} in your answers are masked.`}
    </SendPreview>
  );
}
