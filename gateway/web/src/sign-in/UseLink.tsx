import { useState } from "react";
import { cache, useAct } from "../data";
import { Button, Notice } from "../ui";

/**
 * The mailed link asks for one press, so that a mail scanner that opens it does not use it up.
 * In another browser than the one that asked, the person says which of the two goes in.
 */
export function UseLink({ token, enter, again }: { token: string; enter: () => void; again: () => void }) {
  const [number, setNumber] = useState<string>();
  const done = () => {
    cache.clear();
    enter();
  };
  const consume = useAct<unknown, { token: string; here?: boolean }>("POST", "/core/sign-in-links/consume", {
    // A new account begins with this browser's zone.
    body: (input) => ({ ...input, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    refresh: [],
    done,
  });
  const show = useAct<{ number: string }, { token: string }>("POST", "/core/sign-in-links/number", {
    refresh: [],
    done: (out) => setNumber(out.number),
  });
  const refused = consume.error ?? show.error;

  if (refused?.is("link-used-or-expired")) {
    return (
      <>
        <h1>This link is used or too old</h1>
        <p className="lead">
          A link works once and for 30 minutes. If you did not press it yourself, nobody is in your account
          because of that: the press happened in a browser that did not ask for it.
        </p>
        <Button kind="main" large wide onClick={again}>
          Send a new link
        </Button>
      </>
    );
  }

  if (number) {
    return (
      <>
        <h1>Type this number in the first browser</h1>
        <p className="code" aria-label={number.split("").join(" ")}>
          {number.slice(0, 3)} {number.slice(3)}
        </p>
        <p className="fine">
          It goes into the page that says “Look into your mail”. Three tries, then a new link is needed. Type
          it only where you asked for the link yourself; we never ask for it by phone or mail.
        </p>
      </>
    );
  }

  if (consume.error?.is("other-browser")) {
    // A second refusal: the account lets links open only the browser that asked.
    const onlyThere = consume.error.status === 403;
    return (
      <>
        <h1>You asked for this link in another browser</h1>
        <p className="lead">
          {onlyThere
            ? "This account lets a link open only the browser that asked for it."
            : "Sign in on this device, or go on where you asked."}
        </p>
        <div className="stack">
          {!onlyThere && (
            <Button
              kind="main"
              large
              wide
              act={consume}
              busy="Signing in"
              onClick={() => consume.mutate({ token, here: true })}
            >
              Sign in here
            </Button>
          )}
          <Button large wide act={show} busy="Asking" onClick={() => show.mutate({ token })}>
            Show a number for the other browser
          </Button>
          {show.error && <Notice problem={show.error} />}
        </div>
        <p className="fine">If you did not ask for a link, close this page. Nothing happens then.</p>
      </>
    );
  }

  return (
    <>
      <h1>Sign in to LeadFuel</h1>
      <p className="lead">One press, and the link is used up.</p>
      <div className="stack">
        <Button
          kind="main"
          large
          wide
          autoFocus
          act={consume}
          busy="Signing in"
          onClick={() => consume.mutate({ token })}
        >
          Sign in
        </Button>
        {refused && <Notice problem={refused} />}
      </div>
      <p className="fine">If you did not ask for a link, close this page. Nothing happens then.</p>
    </>
  );
}
