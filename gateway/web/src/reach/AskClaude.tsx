import { useEffect, useRef, useState } from "react";
import { useAct } from "../data";
import { SendPreview } from "../prompt/SendPreview";
import { Field, Notice } from "../ui";
import type { Draft, Generation, MailPreview } from "./shapes";

/** What Claude would read for one mail, with a note of one's own; asked anew when the note changes. */
export function AskClaude({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const [note, setNote] = useState("");
  const preview = useAct<MailPreview, string>("POST", `/reach/drafts/${draft.id}/prompt-preview`, {
    body: (words) => ({ note: words }),
    refresh: [],
  });
  const start = useAct<Generation, string>("POST", `/reach/drafts/${draft.id}/generations`, {
    body: (words) => ({ note: words, promptHash: preview.data?.hash }),
    done: onClose,
  });
  const look = useRef(preview.mutate);
  look.current = preview.mutate;
  const shown = preview.variables;
  useEffect(() => {
    const timer = setTimeout(() => look.current(note), note ? 500 : 0);
    return () => clearTimeout(timer);
  }, [note]);
  const findings = preview.data?.findings ?? [];
  return (
    <SendPreview
      title={`Let Claude write mail ${draft.stepNumber}?`}
      preview={preview.data}
      problem={preview.error}
      again={() => {
        start.reset();
        preview.mutate(note);
      }}
      start={start}
      onStart={() => start.mutate(note)}
      startProblem={start.error}
      onClose={onClose}
      disabledBecause={
        shown !== note || preview.isPending
          ? "Your note is being put in; then you see what would leave."
          : findings.length > 0 && "Take out first what must not leave."
      }
      before={
        <>
          <Field
            as="textarea"
            label="Your note to Claude"
            name="note"
            maxLength={1000}
            value={note}
            help="Such as: shorter, ask about month end, no question at the end."
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {findings.map((finding) => (
            <Notice key={finding} tone="danger">
              {finding}
            </Notice>
          ))}
        </>
      }
    >
      No contact goes with it: names and addresses are filled in here, after the answer.
      {draft.body && " The text you have stays until the new one is whole."}
    </SendPreview>
  );
}
