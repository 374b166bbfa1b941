import { useState } from "react";
import { Link } from "wouter";
import { useAct } from "../data";
import { Button, Confirm, Notice, Time } from "../ui";

interface Shown {
  secret: string;
  oldSecretUntil: string | null;
}

/** The secret that verifies the webhook's signatures: shown on request, stored nowhere. */
export function Secret({ oldUntil }: { oldUntil: string | null }) {
  const [secret, setSecret] = useState<string>();
  const [asking, setAsking] = useState(false);
  const show = useAct<Shown>("POST", "/core/integrations/webhook/secret", {
    done: (shown) => setSecret(shown.secret),
  });
  const renew = useAct<Shown>("POST", "/core/integrations/webhook/new-secret", {
    done: (shown) => {
      setSecret(shown.secret);
      setAsking(false);
    },
  });
  const overlap = oldUntil && Date.parse(oldUntil) > Date.now() ? oldUntil : null;
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
      {overlap && (
        <p className="small t2">
          The secret before signs, too, until <Time at={overlap} />. The next one can be made after that.
        </p>
      )}
      {show.error && <Notice problem={show.error} />}
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
        <Button
          icon="refresh-cw"
          edits
          disabledBecause={overlap && "The secret before still signs."}
          onClick={() => {
            renew.reset();
            setAsking(true);
          }}
        >
          New secret
        </Button>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Make a new secret?"
        verb="Make a new secret"
        busy="Renewing"
        act={renew}
        onConfirm={() => renew.mutate()}
      >
        For 24 hours events are signed with both; give your receiver the new one in that time. Until then no
        further one can be made.
        {renew.error && <Notice problem={renew.error} />}
      </Confirm>
    </div>
  );
}
