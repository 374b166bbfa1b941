import { useEffect, useRef, useState } from "react";
import { useAct } from "../data";
import { Button, Check, Confirm, Field, Form, Loading, many, Notice, number } from "../ui";
import type { Mailbox } from "./shapes";

const off = ["drafts", "deleteditems", "junkemail", "outbox"];

interface Choice {
  folders: string[];
  historyMonths: number;
  withText: boolean;
  visibility: string;
  contacts: string;
  skipMarked: boolean;
  skipInternal: boolean;
  skipFreeMail: boolean;
  skipRobots: boolean;
  /** How many stored mails of other mailboxes go with it. */
  removes: number;
}

/** Everything that decides what is read, before anything is. */
export function ChooseMail({ box }: { box: Mailbox }) {
  const path = `/orbit/mailboxes/${box.id}`;
  const folders = useAct<Mailbox, void>("POST", `${path}/folders`, { body: () => ({}) });
  const start = useAct<Mailbox, Choice>("POST", `${path}/start`);
  const [purges, confirm] = useState<{ choice: Choice; people: number }>();
  const begin = (choice: Choice) =>
    start.mutate(choice, {
      onError: ({ more, name }) =>
        name === "rule-would-purge" &&
        confirm({ choice: { ...choice, removes: Number(more.messages) }, people: Number(more.people) }),
    });
  const ask = useRef(folders.mutate);
  ask.current = folders.mutate;
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current || box.folders.length > 0) return;
    asked.current = true;
    ask.current();
  }, [box.folders.length]);
  if (folders.error) return <Notice problem={folders.error} retry={() => folders.mutate()} />;
  if (box.folders.length === 0) return <Loading rows={4} />;
  return (
    <Form
      className="choices"
      act={start}
      label="What is read"
      onSubmit={(fields, form) => {
        const ticked = (name: string) =>
          [...form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]:checked`)].map(
            (box) => box.value,
          );
        begin({
          folders: ticked("folder"),
          historyMonths: Number(fields.historyMonths),
          withText: fields.withText === "yes",
          visibility: fields.visibility ?? "strength",
          contacts: fields.contacts ?? "written",
          skipMarked: ticked("skipMarked").length > 0,
          skipInternal: ticked("skipInternal").length > 0,
          skipFreeMail: ticked("skipFreeMail").length > 0,
          skipRobots: ticked("skipRobots").length > 0,
          removes: 0,
        });
      }}
    >
      <p className="t2">
        Only the names of the folders were read so far. Choose what comes next; nothing is sent to Microsoft
        but the wish to read.
      </p>
      <fieldset>
        <legend>Folders</legend>
        <div className="checks">
          {box.folders
            .filter((folder) => !off.includes(folder.known))
            .map((folder) => (
              <Check
                key={folder.id}
                name="folder"
                value={folder.id}
                defaultChecked={folder.included}
                label={
                  <>
                    {folder.name} <span className="t3">{number(folder.total)}</span>
                  </>
                }
              />
            ))}
        </div>
        <p className="t3">Drafts, junk, the outbox and deleted mail are never read.</p>
      </fieldset>
      <Field as="select" label="How far back" name="historyMonths" defaultValue="12">
        <option value="3">3 months</option>
        <option value="6">6 months</option>
        <option value="12">12 months</option>
        <option value="24">24 months</option>
        <option value="0">Everything</option>
      </Field>
      <Field
        as="select"
        label="How much of each mail"
        name="withText"
        defaultValue="no"
        help="Attachments are never read. Strength needs no text."
      >
        <option value="no">Who, when and the subject</option>
        <option value="yes">That, and the text</option>
      </Field>
      <Field as="select" label="Who becomes a contact" name="contacts" defaultValue="written">
        <option value="written">Whom I have written to</option>
        <option value="received">Also who has written to me</option>
        <option value="nothing">Nobody</option>
      </Field>
      <fieldset>
        <legend>Leave out</legend>
        <div className="checks">
          <Check
            name="skipMarked"
            value="yes"
            defaultChecked
            label="Mail marked private, personal or confidential"
          />
          <Check name="skipRobots" value="yes" defaultChecked label="Newsletters and machines" />
          <Check name="skipInternal" value="yes" defaultChecked label="Mail among colleagues" />
          <Check name="skipFreeMail" value="yes" label="Mail with addresses at free providers" />
        </div>
        <p className="t3">What you leave out is left out of all your mailboxes.</p>
      </fieldset>
      <Field as="select" label="What colleagues see of it" name="visibility" defaultValue="strength">
        <option value="private">Nothing</option>
        <option value="strength">How close I am to whom</option>
        <option value="subjects">That, and the subjects</option>
        <option value="full">That, and the text</option>
      </Field>
      {start.error && !start.error.is("rule-would-purge") && <Notice problem={start.error} />}
      <div className="row">
        <Button kind="main" type="submit" act={start} busy="Starting">
          Begin to read
        </Button>
      </div>
      {purges && (
        <Confirm
          open
          onClose={() => confirm(undefined)}
          title="Leave it out of your other mailboxes, too?"
          verb={`Remove ${many(purges.choice.removes, "mail")} and begin`}
          busy="Starting"
          act={start}
          destroys
          onConfirm={() => begin(purges.choice)}
        >
          What you leave out here is left out of all your mailboxes. Of what is stored of them now it covers{" "}
          {many(purges.choice.removes, "mail")} and {many(purges.people, "contact")}; these are removed.
          {start.error && !start.error.is("rule-would-purge") && <Notice problem={start.error} />}
        </Confirm>
      )}
    </Form>
  );
}
