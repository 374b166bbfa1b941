import { useRef, useState } from "react";
import { useAct, useReadOnly } from "../data";
import { Badge, Button, Field, Notice, Time, toast } from "../ui";
import { AskClaude } from "./AskClaude";
import { DraftPreview } from "./DraftPreview";
import { MergeFields } from "./MergeFields";
import type { Campaign } from "./campaign";
import { draftStates, type Draft, type Generation } from "./shapes";
import { useDraft } from "./useDraft";
import { WritingMail } from "./WritingMail";

/** One mail: its text, whose word stands for it, and what can be done with it. */
export function DraftCard({ draft, campaign, goal }: { draft: Draft; campaign: Campaign; goal: string }) {
  const [tone, icon, word] = draftStates[draft.state];
  const writing = draft.generation && ["queued", "running"].includes(draft.generation.state);
  return (
    <section className="draft" aria-label={`Mail ${draft.stepNumber}`}>
      <header className="draft-head">
        <h2>Mail {draft.stepNumber}</h2>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </header>
      {goal && <p className="small t3">{goal}</p>}
      {writing && draft.generation ? (
        <WritingMail key={draft.generation.id} generation={draft.generation} campaign={campaign.id} />
      ) : (
        <Editor key={draft.id} draft={draft} campaign={campaign} />
      )}
    </section>
  );
}

function Editor({ draft, campaign }: { draft: Draft; campaign: Campaign }) {
  const edit = useDraft(draft);
  const readOnly = useReadOnly();
  const [asking, ask] = useState(false);
  const [looking, look] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const path = `/reach/drafts/${draft.id}`;
  const etag = () => `"${edit.version()}"`;
  const approve = useAct<Draft>("PUT", `${path}/approval`, {
    etag,
    body: () => ({ contentHash: draft.contentHash }),
    done: (out) => {
      edit.took(out);
      toast(`Mail ${draft.stepNumber} is approved as it stands.`);
    },
  });
  const withdraw = useAct<Draft>("DELETE", `${path}/approval`, { etag, done: edit.took });
  const test = useAct<{ messageId: string }>("POST", `${path}/test-mails`, {
    body: () => ({}),
    done: () => toast("A test mail is on its way to you."),
  });
  const over = campaign.state === "finished" || campaign.state === "cancelled";
  const insert = (name: string) => {
    const area = body.current?.querySelector("textarea");
    const at = area?.selectionStart ?? edit.body.length;
    edit.change({ body: `${edit.body.slice(0, at)}{{${name}}}${edit.body.slice(area?.selectionEnd ?? at)}` });
    area?.focus();
  };
  const empty = !edit.subject.trim() || !edit.body.trim();
  return (
    <>
      <Ended generation={draft.generation} />
      <Field
        label="Subject"
        name="subject"
        maxLength={200}
        value={edit.subject}
        readOnly={readOnly || over}
        problem={edit.error}
        onChange={(event) => edit.change({ subject: event.currentTarget.value })}
        onBlur={edit.save}
      />
      <div ref={body}>
        <Field
          as="textarea"
          label="Text"
          name="body"
          maxLength={10_000}
          value={edit.body}
          readOnly={readOnly || over}
          problem={edit.error}
          onChange={(event) => edit.change({ body: event.currentTarget.value })}
          onBlur={edit.save}
        />
      </div>
      <MergeFields draft={draft} insert={readOnly || over ? undefined : insert} />
      <p className="small t3 saved" role="status">
        {edit.busy ? "Saving" : edit.error ? "Not saved" : edit.saved ? "" : "Not saved yet"}
      </p>
      {edit.error && <Notice problem={edit.error} typed retry={edit.saveAnew} />}
      {[approve, withdraw, test].map((act, at) => act.error && <Notice key={at} problem={act.error} />)}
      {draft.state === "approved" && edit.saved && (
        <p className="small t2">
          Approved by {draft.approvedBy}, <Time at={draft.approvedAt} />. A change takes it back.
        </p>
      )}
      <div className="row">
        {draft.state === "approved" && edit.saved ? (
          <Button small icon="undo-2" act={withdraw} busy="Taking back" onClick={() => withdraw.mutate()}>
            Take the approval back
          </Button>
        ) : (
          <Button
            small
            kind="main"
            icon="check"
            act={approve}
            busy="Approving"
            disabledBecause={
              over
                ? "This campaign has ended."
                : empty
                  ? "There is no text to approve yet."
                  : !edit.saved && "Your last words are being saved; then it can be approved."
            }
            onClick={() => approve.mutate()}
          >
            Approve mail {draft.stepNumber}
          </Button>
        )}
        <Button
          small
          icon="sparkles"
          edits
          disabledBecause={
            over ? "This campaign has ended." : !edit.saved && "Your last words are being saved."
          }
          onClick={() => ask(true)}
        >
          {empty ? "Write it with Claude" : "Rewrite with Claude"}
        </Button>
        <Button
          small
          icon="eye"
          disabledBecause={empty && "There is no text yet."}
          onClick={() => look(true)}
        >
          See it as somebody gets it
        </Button>
        <Button
          small
          icon="mail"
          act={test}
          busy="Sending"
          disabledBecause={empty && "There is no text yet."}
          onClick={() => test.mutate()}
        >
          Test mail to me
        </Button>
      </div>
      {asking && <AskClaude draft={draft} onClose={() => ask(false)} />}
      {looking && <DraftPreview draft={draft} onClose={() => look(false)} />}
    </>
  );
}

/** How the last writing ended, where it did not end well. */
function Ended({ generation }: { generation: Generation | null }) {
  if (generation?.state === "stopped")
    return <Notice title="The writing was stopped.">The text is as it was before.</Notice>;
  if (generation?.state !== "failed") return null;
  return (
    <Notice tone="danger" title="The writing did not work.">
      {generation.problemDetail} The text is as it was before.
    </Notice>
  );
}
