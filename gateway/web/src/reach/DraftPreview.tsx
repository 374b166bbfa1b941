import { useState } from "react";
import { useGet } from "../data";
import { Button, Dialog, Loading, Notice } from "../ui";
import { FindPerson } from "./FindPerson";
import type { Draft, Rendered } from "./shapes";

/** The mail as one contact gets it, with its foot. */
export function DraftPreview({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const [contact, setContact] = useState("");
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
      <FindPerson label="For" chosen={contact || (mail.data?.contactId ?? "")} choose={setContact} />
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
