import { Link } from "wouter";
import { useAct, useGet, useList } from "../data";
import { Button, Loading, Notice, Panel, Section, Time, toast } from "../ui";
import type { Decision, Message } from "./shapes";

/** One person of the ledger: what went to them, what waits and why, mail by mail. */
export function OneSend({
  campaign,
  chosen,
  onClose,
}: {
  campaign: string;
  chosen: string;
  onClose: () => void;
}) {
  const [enrolment = "", step = ""] = chosen.split(" ");
  const rows = useList<Decision>(`/reach/campaigns/${campaign}/decisions`, { limit: 200 });
  const found = rows.items?.find((row) => row.enrolmentId === enrolment && row.stepNumber === Number(step));
  return (
    <Panel title={found?.name || found?.email || "One person"} onClose={onClose}>
      {rows.isPending && <Loading rows={3} />}
      {rows.items && !found && rows.hasMore && <Button onClick={rows.more}>Look further</Button>}
      {found && <Story row={found} />}
    </Panel>
  );
}

function Story({ row }: { row: Decision }) {
  const message = useGet<Message>(`/reach/messages/${row.messageId}`, { off: !row.messageId });
  const resolve = useAct<Message, boolean>("POST", `/reach/messages/${row.messageId}/resolution`, {
    body: (went) => ({ went }),
    done: (_, went) => toast(went ? "Counted as sent." : "It is sent again."),
  });
  const stop = useAct("POST", `/reach/enrolments/${row.enrolmentId}/stop`, {
    done: () => toast("No further mail goes to this person."),
  });
  const mail = message.data;
  return (
    <>
      <Section title={row.email}>
        <p>
          <b className="strong">Mail {row.stepNumber}:</b> {row.why}
        </p>
        <p className="t3 small below">
          since <Time at={row.since} />
          {row.until && (
            <>
              , until <Time at={row.until} />
            </>
          )}
        </p>
      </Section>
      {mail?.state === "uncertain" && (
        <Section title="Did this one go out?">
          <p className="t2">
            Resend never said. Look for it at Resend or ask them; a second mail is sent only if you say so.
          </p>
          <div className="row below">
            <Button act={resolve} busy="Saving" onClick={() => resolve.mutate(true)}>
              It went out
            </Button>
            <Button act={resolve} busy="Saving" onClick={() => resolve.mutate(false)}>
              It did not: send it
            </Button>
          </div>
          {resolve.error && <Notice problem={resolve.error} />}
        </Section>
      )}
      {mail?.text && (
        <Section title={mail.acceptedAt ? "As it went" : "As it would go"}>
          <div className="mail">
            <b>{mail.subject}</b>
            <p>{mail.text}</p>
          </div>
          {mail.providerId && (
            <p className="small t3 below">
              At Resend: <code>{mail.providerId}</code>
            </p>
          )}
          {mail.error && <p className="small danger below">{mail.error}</p>}
        </Section>
      )}
      <div className="row">
        <Link href={`/reach/contacts?person=${row.contactId}`} className="button button-small">
          Open person
        </Link>
        {row.verdict === "waiting" && (
          <Button small icon="ban" act={stop} busy="Stopping" onClick={() => stop.mutate()}>
            Stop for this person
          </Button>
        )}
      </div>
      {stop.error && <Notice problem={stop.error} />}
    </>
  );
}
