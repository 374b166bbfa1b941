import { useEffect, useMemo, useRef, useState } from "react";
import { useAct } from "../data";
import { useIncluded } from "../prompt/Findings";
import { SendPreview, type Preview } from "../prompt/SendPreview";
import { Field } from "../ui";
import { IncludePerson } from "./IncludePerson";
import type { Draft, Generation, Inclusion } from "./shapes";

interface Asked {
  note: string;
  include?: Inclusion;
}

/** What Claude would read for one mail, with a note of one's own; asked anew when the note changes. */
export function AskClaude({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const [note, setNote] = useState("");
  const [person, setPerson] = useState<Inclusion>();
  const preview = useAct<Preview, Asked>("POST", `/reach/drafts/${draft.id}/prompt-preview`, {
    refresh: [],
  });
  const included = useIncluded(preview.data);
  const start = useAct<Generation, Asked>("POST", `/reach/drafts/${draft.id}/generations`, {
    body: (asked) => ({ ...asked, promptHash: preview.data?.hash, included: included.spans }),
    done: onClose,
  });
  const look = useRef(preview.mutate);
  look.current = preview.mutate;
  const asked = useMemo<Asked>(
    () => ({ note, include: person && person.fields.length > 0 ? person : undefined }),
    [note, person],
  );
  useEffect(() => {
    const timer = setTimeout(() => look.current(asked), asked.note ? 500 : 0);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <SendPreview
      title={`Let Claude write mail ${draft.stepNumber}?`}
      preview={preview.data}
      problem={preview.error}
      again={() => {
        start.reset();
        preview.mutate(asked);
      }}
      start={start}
      onStart={() => start.mutate(asked)}
      startProblem={start.error}
      onClose={onClose}
      included={included}
      disabledBecause={
        preview.variables !== asked || preview.isPending
          ? "Your words are being put in; then you see what would leave."
          : undefined
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
          <IncludePerson chosen={person} choose={setPerson} />
        </>
      }
    >
      {asked.include
        ? "What you ticked of one person goes with it, this one time."
        : "No contact goes with it: names and addresses are filled in here, after the answer."}
      {draft.body && " The text you have stays until the new one is whole."}
    </SendPreview>
  );
}
