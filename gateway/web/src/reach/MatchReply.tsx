import { useState } from "react";
import { useLocation } from "wouter";
import { useAct, useGet, useList } from "../data";
import { Button, Dialog, Field, Loading, Notice, toast } from "../ui";
import { nameOf, type Contact, type ContactView, type ThreadItem } from "./shapes";

/** A person says whose answer it is: first the person, then the campaign. */
export function MatchReply({ reply, onClose }: { reply: ThreadItem; onClose: () => void }) {
  const [, go] = useLocation();
  const [words, setWords] = useState(reply.from);
  const [person, setPerson] = useState("");
  const people = useList<Contact>(`/reach/contacts?q=${encodeURIComponent(words)}`, { limit: 20 });
  const known = useGet<ContactView>(`/reach/contacts/${person}`, { off: !person });
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
      <Field
        label="Find the person"
        name="q"
        type="search"
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setPerson("");
        }}
      />
      {people.error && <Notice problem={people.error} />}
      {people.isPending && <Loading rows={3} />}
      {people.items?.length === 0 && (
        <p className="t2">Nobody in your contacts matches. Try a part of the name or the company.</p>
      )}
      <ul className="choose">
        {people.items?.map((one) => (
          <li key={one.id}>
            <Button small kind="quiet" pressed={person === one.id} onClick={() => setPerson(one.id)}>
              {nameOf(one) || one.email} · {one.company || one.email}
            </Button>
          </li>
        ))}
      </ul>
      {known.data?.campaigns.length === 0 && <p className="t2">This person is in no campaign.</p>}
      {known.data?.campaigns.map((part) => (
        <Button key={part.enrolmentId} act={match} onClick={() => match.mutate(part.enrolmentId)}>
          It answers “{part.campaign}”
        </Button>
      ))}
      {match.error && <Notice problem={match.error} />}
    </Dialog>
  );
}
