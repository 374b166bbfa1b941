import { Link } from "wouter";
import { useAct, useGet, useList } from "../data";
import { Button, Loading, Notice, Panel, Section, Time, toast } from "../ui";
import { introduction } from "./KnownPeople";
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
  const rows = useList<Decision>(
    `/reach/campaigns/${campaign}/decisions?enrolment=${encodeURIComponent(enrolment)}`,
    { limit: 200 },
  );
  const found = rows.items?.find((row) => row.enrolmentId === enrolment && row.stepNumber === Number(step));
  return (
    <Panel title={found?.name || found?.email || "One person"} onClose={onClose}>
      {rows.isPending && <Loading rows={3} />}
      {rows.error && !rows.items && <Notice problem={rows.error} retry={() => void rows.refetch()} />}
      {rows.items && !found && <p className="t2">This person has no such mail in this campaign.</p>}
      {found && <Story row={found} campaign={campaign} />}
    </Panel>
  );
}

function Story({ row, campaign }: { row: Decision; campaign: string }) {
  const message = useGet<Message>(`/reach/messages/${row.messageId}`, { off: !row.messageId });
  const resolve = useAct<Message, boolean>("POST", `/reach/messages/${row.messageId}/resolution`, {
    body: (went) => ({ went }),
    done: (_, went) => toast(went ? "Counted as sent." : "It is sent again."),
  });
  const stop = useAct("POST", `/reach/enrolments/${row.enrolmentId}/stop`, {
    done: () => toast("No further mail goes to this person."),
  });
  const write = useAct("POST", `/reach/enrolments/${row.enrolmentId}/write`, {
    done: () => toast("The mail goes to them as planned."),
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
        {row.evidence && row.evidence !== row.why && (
          <p className="t3 small below">
            Because of <Cause row={row} campaign={campaign} />
          </p>
        )}
      </Section>
      {row.knownTo && (
        <Section title="Somebody of you knows them">
          <p className="t2">
            {row.knownTo} has written with this person and was answered, as Orbit saw before the first mail.
          </p>
          {row.reason === "warm_path_hold" && row.verdict === "waiting" && (
            <div className="row below">
              <Button small kind="main" edits act={write} busy="Saving" onClick={() => write.mutate()}>
                Write all the same
              </Button>
              <a className="button button-small" href={introduction(row.knownTo, row.name || row.email)}>
                Ask {row.knownTo} to write
              </a>
              <Button small edits icon="ban" act={stop} busy="Leaving out" onClick={() => stop.mutate()}>
                Leave them out
              </Button>
            </div>
          )}
          {write.error && <Notice problem={write.error} />}
        </Section>
      )}
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
          {mail.planNumber && <p className="small t3 below">By version {mail.planNumber} of the plan.</p>}
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
        {row.verdict === "waiting" && row.reason !== "warm_path_hold" && (
          <Button small icon="ban" act={stop} busy="Stopping" onClick={() => stop.mutate()}>
            Stop for this person
          </Button>
        )}
      </div>
      {stop.error && <Notice problem={stop.error} />}
    </>
  );
}

/** The row that made it so, in words, and the way to it where there is one. */
function Cause({ row, campaign }: { row: Decision; campaign: string }) {
  const [noun = "", ...rest] = row.evidence.split(":");
  const name = rest.join(":");
  switch (noun) {
    case "reply":
      return <Link href={`/reach/inbox/${row.enrolmentId}`}>what they answered</Link>;
    case "suppression":
      return (
        <Link href={`/reach/suppressions?q=${encodeURIComponent(row.email)}`}>
          your list of who gets no mail
        </Link>
      );
    case "draft":
      return <Link href={`/reach/campaigns/${campaign}/drafts`}>the text of mail {row.stepNumber}</Link>;
    case "domain":
      return <Link href="/reach/domains">the sender's domain</Link>;
    case "plan":
      return <Link href={`/reach/campaigns/${campaign}/plan`}>the plan</Link>;
    case "message":
      return <>the mail itself, as Resend told of it</>;
    case "outcome":
      return <>a deal of your CRM</>;
    case "resend":
      return <>what Resend told</>;
    case "member":
      return <>{name}</>;
    default:
      return <>{row.evidence}</>;
  }
}
