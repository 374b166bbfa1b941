import { useState } from "react";
import { Link } from "wouter";
import { useAct } from "../data";
import { Button, Notice, Time } from "../ui";

interface Shown {
  secret: string;
  oldSecretUntil: string | null;
}

/** The secret that verifies the webhook's signatures: shown on request, stored nowhere. */
export function Secret({ oldUntil }: { oldUntil: string | null }) {
  const [secret, setSecret] = useState<string>();
  const show = useAct<Shown>("POST", "/core/integrations/webhook/secret", {
    done: (shown) => setSecret(shown.secret),
  });
  const renew = useAct<Shown>("POST", "/core/integrations/webhook/new-secret", {
    done: (shown) => setSecret(shown.secret),
  });
  return (
    <div className="stack secret">
      <h3>Signing secret</h3>
      <p className="t2 small">
        Signed by Standard Webhooks: verify <code>webhook-signature</code> over id, timestamp and the raw
        body, and drop what is older than five minutes. Events may come twice and in any order; the same{" "}
        <code>webhook-id</code> is the same event. Zapier and Make do not hand on the raw body, so they cannot
        verify. <Link href="/integrations/verify">How to verify, with samples</Link>
      </p>
      {secret && <p className="mono channel-address">{secret}</p>}
      {oldUntil && (
        <p className="small t2">
          The secret before signs, too, until <Time at={oldUntil} />.
        </p>
      )}
      {(show.error ?? renew.error) && <Notice problem={(show.error ?? renew.error)!} />}
      <div className="row">
        {secret ? (
          <Button icon="eye" onClick={() => setSecret(undefined)}>
            Hide the secret
          </Button>
        ) : (
          <Button icon="eye" act={show} busy="Showing" onClick={() => show.mutate()}>
            Show the secret
          </Button>
        )}
        <Button icon="refresh-cw" act={renew} busy="Renewing" onClick={() => renew.mutate()}>
          New secret
        </Button>
      </div>
    </div>
  );
}
