import "./orbit.css";
import { useParams } from "wouter";
import { useGet } from "../data";
import { Failed, Loading, Page, Time } from "../ui";

interface ThreadView {
  id: string;
  subject: string;
  member: string;
  mine: boolean;
  withText: boolean;
  mails: { id: string; at: string; outgoing: boolean; from: string; subject: string; text?: string }[];
}

/** The mails of a thread, as far as the mailbox's member shows them. */
export default function ThreadPage() {
  const { id = "" } = useParams();
  const thread = useGet<ThreadView>(`/orbit/threads/${id}`);
  const shown = thread.data;
  return (
    <Page
      title={shown?.subject || "Thread"}
      sub={shown && (shown.mine ? "from your mailbox" : `from the mailbox of ${shown.member}`)}
      back={{ href: "/orbit/contacts", label: "Contacts" }}
      width="document"
    >
      {thread.error && !shown && <Failed problem={thread.error} retry={() => void thread.refetch()} />}
      {thread.isPending && <Loading />}
      {shown?.mails.map((mail) => (
        <article key={mail.id} className="thread-mail">
          <header>
            <b>{mail.from || "unknown"}</b>{" "}
            <span className="t3">
              <Time at={mail.at} full />
            </span>
          </header>
          {mail.text ? (
            <p className="mail-text">{mail.text}</p>
          ) : (
            <p className="t3">
              {shown.withText ? "Its text was not read." : "Its text is not shown to you."}
            </p>
          )}
        </article>
      ))}
    </Page>
  );
}
