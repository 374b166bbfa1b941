import { useEffect, useState } from "react";
import { cache, call, useAct, type Session } from "../data";
import { Button, Field, fieldsOf, Notice } from "../ui";

/** The first browser: the address, then the wait for the mail. */
export function AskForLink({
  enter,
  next,
  expired,
  again,
}: {
  enter: () => void;
  /** The page they were on: the tab that the link opens in leads there, too. */
  next?: string;
  expired?: boolean;
  /** Signed in already, but not a moment ago. */
  again?: boolean;
}) {
  const [sentTo, setSentTo] = useState<string>();
  const send = useAct<unknown, { email: string }>("POST", "/core/sign-in-links", {
    body: ({ email }) => ({ email, next }),
    refresh: [],
    done: (_out, { email }) => setSentTo(email),
  });
  if (sentTo) {
    return (
      <WaitForMail email={sentTo} enter={enter} send={send} back={() => setSentTo(undefined)} again={again} />
    );
  }
  return (
    <>
      <h1>{again ? "Show that it is you" : "Sign in"}</h1>
      <p className="lead">
        {again
          ? "You are signed in, but not since a moment ago. We mail you a new link; after pressing it you are back where you were."
          : expired
            ? "Your session has ended, or you were not signed in here. After signing in you are back where you were."
            : "We mail you a link. No password to remember, nothing to leak."}
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate({ email: (fieldsOf(event.currentTarget).email ?? "").trim() });
        }}
      >
        <Field
          label="Work e-mail"
          name="email"
          type="email"
          autoComplete="email"
          autoFocus
          required
          problem={send.error}
        />
        <Button kind="main" type="submit" large wide act={send} busy="Sending">
          Send sign-in link
        </Button>
        {send.error && !send.error.errors.email && <Notice problem={send.error} />}
      </form>
      <p className="fine">
        The link works once and for 30 minutes; then it is deleted. If you open it on another device, that
        device can show a six-digit number to type here.
      </p>
      {!again && <p className="after">New here? The same form opens a 14-day trial. No card.</p>}
    </>
  );
}

function WaitForMail({
  email,
  enter,
  send,
  back,
  again,
}: {
  email: string;
  enter: () => void;
  send: { mutate: (input: { email: string }) => void; isPending: boolean; isSuccess: boolean };
  back: () => void;
  again?: boolean;
}) {
  const confirm = useAct<unknown, { number: string }>("POST", "/core/sign-in-links/confirm", {
    body: (input) => ({ ...input, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    refresh: [],
    done: () => {
      cache.clear();
      enter();
    },
  });

  // The link was perhaps opened in another tab of this browser meanwhile.
  useEffect(() => {
    // Who is signed in already waits for another sign-in, not for this one.
    const before = again ? call<Session>("GET", "/core/bootstrap").catch(() => null) : null;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const session = await call<Session>("GET", "/core/bootstrap");
        if (before && (await before)?.member.signedInAt === session.member.signedInAt) return;
        cache.setQueryData(["/core/bootstrap"], session);
        enter();
      } catch {
        // Not signed in yet: the page stays as it is.
      }
    };
    addEventListener("visibilitychange", look);
    return () => removeEventListener("visibilitychange", look);
  }, [enter, again]);

  return (
    <>
      <h1 tabIndex={-1} ref={(heading) => heading?.focus()}>
        Look into your mail
      </h1>
      <p className="lead">
        If <b className="t1">{email}</b> can receive mail, a link is on its way. Press it in this browser. It
        works once and for 30 minutes.
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate({ number: (fieldsOf(event.currentTarget).number ?? "").replace(/\D/g, "") });
        }}
      >
        <Field
          label="Six-digit number, if you opened the link elsewhere"
          name="number"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          required
          problem={confirm.error}
        />
        <Button type="submit" large wide act={confirm} busy="Checking">
          Sign in with the number
        </Button>
        {confirm.error && !confirm.error.errors.number && <Notice problem={confirm.error} />}
      </form>
      <p className="after row">
        Nothing came?
        <button type="button" className="link" onClick={() => send.mutate({ email })}>
          Send another link
        </button>
        <button type="button" className="link" onClick={back}>
          Use another address
        </button>
        <span role="status">{send.isPending ? "Sending" : ""}</span>
      </p>
    </>
  );
}
