import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useAct } from "../data";
import { Button, Empty, Loading, Notice, Page, toast } from "../ui";
import type { Connection } from "./shapes";

interface Given {
  state: string;
  code?: string;
  error?: string;
}

/** Where LinkedIn sends the browser back to: what it gave is posted once, and leaves the address bar. */
export default function ConnectionReturn() {
  const [, go] = useLocation();
  const finish = useAct<{ items: Connection[] }, Given>("POST", "/signal/connections/callback", {
    done: (out) => {
      toast(`${out.items.at(-1)?.name ?? "LinkedIn"} is connected.`);
      go("/signal/connections", { replace: true });
    },
  });
  const given = useRef(read());
  const post = useRef(finish.mutate);
  useEffect(() => {
    history.replaceState(null, "", location.pathname);
    if (given.current) post.current(given.current);
  }, []);
  return (
    <Page title="Connecting LinkedIn" back={{ href: "/signal/connections", label: "Connections" }}>
      {given.current && !finish.error && <Loading />}
      {(finish.error || !given.current) && (
        <Empty
          title={
            finish.error?.is("consent-narrower") ? "The connection is as it was" : "LinkedIn is not connected"
          }
          actions={
            <Button kind="main" href="/signal/connections">
              Back to the connections
            </Button>
          }
        >
          {finish.error ? "" : "This page is where LinkedIn sends you back to; it brought nothing along."}
        </Empty>
      )}
      {finish.error && <Notice problem={finish.error} />}
    </Page>
  );
}

function read(): Given | undefined {
  const query = new URLSearchParams(location.search);
  const state = query.get("state");
  if (!state) return undefined;
  return { state, code: query.get("code") ?? undefined, error: query.get("error") ?? undefined };
}
