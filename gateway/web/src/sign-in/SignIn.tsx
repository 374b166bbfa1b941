import { useEffect, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { AskForLink } from "./AskForLink";
import { inside, pageOf } from "./next";
import { PublicFrame } from "./PublicFrame";
import { UseLink } from "./UseLink";

/** The address of a mailed link ends in #t=…; the fragment never reaches a server or the history. */
function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("t");
  if (token) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}

// Taken when the code arrives, before anything else can read or copy the address.
const first = takeToken();

export default function SignIn() {
  const [token, setToken] = useState(first);
  const [params] = useSearchParams();
  const [, go] = useLocation();

  // A link opened in the tab that already shows this page changes the fragment only.
  useEffect(() => {
    const take = () => setToken((now) => takeToken() ?? now);
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);

  const enter = () => go(inside(params.get("next")), { replace: true });
  return (
    <PublicFrame title="Sign in">
      {token ? (
        <UseLink key={token} token={token} enter={enter} again={() => setToken(null)} />
      ) : (
        <AskForLink
          enter={enter}
          next={pageOf(params.get("next"))}
          expired={params.has("next")}
          again={params.has("again")}
        />
      )}
    </PublicFrame>
  );
}
