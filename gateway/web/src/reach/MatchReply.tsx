import { useState } from "react";
import { useLocation } from "wouter";
import { useAct, useGet } from "../data";
import { Button, Dialog, Notice, toast } from "../ui";
import { FindPerson } from "./FindPerson";
import { nameOf, type ContactView, type ThreadItem } from "./shapes";

/** A person says whose answer it is: first the person, then the campaign. */
export function MatchReply({ reply, onClose }: { reply: ThreadItem; onClose: () => void }) {
  const [, go] = useLocation();
  const [person, setPerson] = useState("");
  const known = useGet<ContactView>(`/reach/contacts/${person}`, { off: !person });
  const name = known.data && (nameOf(known.data) || known.data.email);
  const match = useAct<{ enrolmentId: string | null }, string | null>(
    "PUT",
    `/reach/replies/${reply.id}/match`,
    {
      etag: `"${reply.version}"`,
      body: (enrolmentId) => ({ enrolmentId }),
      done: (out) => {
        toast(
          out.enrolmentId
            ? "Matched. No further mail of that campaign goes to this person."
            : "Their mails go on, unless something else has stopped them.",
        );
        go(`/reach/inbox/${out.enrolmentId ?? reply.id}`);
      },
    },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Whose answer is it?"
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          {reply.match === "guess" && (
            <Button edits act={match} busy="Saving" onClick={() => match.mutate(null)}>
              It is not theirs
            </Button>
          )}
        </>
      }
    >
      <FindPerson label="Find the person" begin={reply.from} chosen={person} choose={setPerson} />
      {known.data?.campaigns.length === 0 && <p className="t2">{name} is in no campaign.</p>}
      {known.data?.campaigns.map((part) => (
        <Button key={part.enrolmentId} act={match} onClick={() => match.mutate(part.enrolmentId)}>
          {name}, in “{part.campaign}”
        </Button>
      ))}
      {match.error && <Notice problem={match.error} />}
    </Dialog>
  );
}
