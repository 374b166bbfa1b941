import { useState } from "react";
import { useGet, useList } from "../data";
import { Button, Dialog, Field, Loading, Notice } from "../ui";
import { nameOf, type Contact, type Draft, type Rendered } from "./shapes";

/** The mail as one contact gets it, with its foot. */
export function DraftPreview({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const [contact, setContact] = useState("");
  const people = useList<Contact>("/reach/contacts");
  const mail = useGet<Rendered>(
    `/reach/drafts/${draft.id}/rendered${contact ? `?contactId=${encodeURIComponent(contact)}` : ""}`,
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Mail ${draft.stepNumber}, as it arrives`}
      actions={
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Field
        as="select"
        label="For"
        name="contact"
        value={contact || (mail.data?.contactId ?? "")}
        onChange={(event) => setContact(event.currentTarget.value)}
      >
        {!people.items?.some((person) => person.id === mail.data?.contactId) && (
          <option value={mail.data?.contactId ?? ""}>{mail.data?.to || "Nobody in your contacts yet"}</option>
        )}
        {people.items?.map((person) => (
          <option key={person.id} value={person.id}>
            {nameOf(person) || person.email}
          </option>
        ))}
      </Field>
      {mail.error && <Notice problem={mail.error} retry={() => void mail.refetch()} />}
      {mail.isPending && <Loading rows={4} />}
      {mail.data && (
        <>
          {mail.data.missing.length > 0 && (
            <Notice tone="warning" title={`No value for ${mail.data.missing.join(", ")}.`}>
              This person would get no mail. Give the field a fallback.
            </Notice>
          )}
          <div className="mail">
            <p className="small t3">
              From {mail.data.from || "nobody yet"}
              <br />
              To {mail.data.to}
            </p>
            <b>{mail.data.subject}</b>
            <p>{mail.data.text}</p>
          </div>
        </>
      )}
    </Dialog>
  );
}
