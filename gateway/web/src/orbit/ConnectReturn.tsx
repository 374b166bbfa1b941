import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useAct, type Problem } from "../data";
import { Button, Loading, Notice, Page } from "../ui";
import { ConnectButton } from "./ConnectButton";
import type { Mailbox } from "./shapes";

interface Said {
  state: string;
  code: string | null;
  error: string | null;
  errorDescription: string | null;
}

/** Microsoft sends people back here; the page hands on what it said, once, and forgets it. */
export default function ConnectReturn() {
  const [, go] = useLocation();
  const finish = useAct<Mailbox, Said>("POST", "/orbit/mailboxes/callback", {
    done: (box) => go(`/orbit/mailboxes/${box.id}`, { replace: true }),
  });
  const sent = useRef(false);
  const act = useRef(finish.mutate);
  act.current = finish.mutate;
  const said = useRef(new URLSearchParams(location.search));
  useEffect(() => {
    const state = said.current.get("state");
    if (sent.current || !state) return;
    sent.current = true;
    history.replaceState(null, "", location.pathname);
    act.current({
      state,
      code: said.current.get("code"),
      error: said.current.get("error"),
      errorDescription: said.current.get("error_description"),
    });
  }, []);
  return (
    <Page title="Connecting" width="document">
      {finish.isPending && <Loading rows={2} />}
      {!said.current.get("state") && !finish.error && (
        <Notice title="Nothing came back from Microsoft.">Begin from the list of mailboxes.</Notice>
      )}
      {finish.error && <Refused problem={finish.error} />}
      {(finish.error || !said.current.get("state")) && (
        <div className="row below">
          <ConnectButton>Begin again</ConnectButton>
          <Button href="/orbit/mailboxes">See the mailboxes</Button>
        </div>
      )}
    </Page>
  );
}

function Refused({ problem }: { problem: Problem }) {
  const link = problem.more.adminConsentUrl;
  if (!problem.is("admin-consent-required") || typeof link !== "string") return <Notice problem={problem} />;
  return (
    <Notice tone="warning" title="Your organisation wants an administrator to allow this first.">
      <p>Send them this link. Once they have allowed it, connect again.</p>
      <p>
        <code className="mono">{link}</code>
      </p>
      <Button icon="copy" onClick={() => void navigator.clipboard.writeText(link)}>
        Copy the link
      </Button>
    </Notice>
  );
}
