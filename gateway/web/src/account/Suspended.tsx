import { useLocation } from "wouter";
import { useGet } from "../data";
import { signOut } from "../shell/commands";
import { PublicFrame } from "../sign-in/PublicFrame";
import { Button, Loading, Notice, Time } from "../ui";
import { DeleteAccount } from "./DeleteAccount";
import { Exports } from "./Exports";

export interface Suspension {
  suspension: { reason: string; since: string } | null;
}

/** All that an account shows while operators have suspended it. */
export default function Suspended() {
  const [, go] = useLocation();
  const answer = useGet<Suspension>("/core/suspension", { every: 60_000 });
  const suspension = answer.data?.suspension;
  return (
    <PublicFrame title="Suspended">
      <div className="leaving stack">
        <h1>{answer.data && !suspension ? "This account is open again" : "This account is suspended"}</h1>
        {answer.error && <Notice problem={answer.error} retry={() => void answer.refetch()} />}
        {answer.isPending && <Loading />}
        {suspension && (
          <>
            <Notice
              tone="warning"
              title={
                <>
                  Since <Time at={suspension.since} full />.
                </>
              }
            >
              {suspension.reason}
            </Notice>
            <p className="t2">
              Operators of LeadFuel suspended it for this reason. Nothing is sent, posted, read or written
              meanwhile, and nothing is lost: once they lift it, everything is here again. If it is a mistake,
              write to hello@leadfuel.cloud.
            </p>
            <Exports />
            <DeleteAccount rows={undefined} away={[]} />
          </>
        )}
        {answer.data && !suspension && (
          <Notice tone="positive" title="The suspension was lifted.">
            Campaigns that ran are paused, and posts on their way are drafts again: start those that shall go
            on. <a href="/home">Open LeadFuel</a>
          </Notice>
        )}
        <p>
          <Button kind="quiet" icon="log-out" onClick={() => void signOut(go)}>
            Sign out
          </Button>
        </p>
      </div>
    </PublicFrame>
  );
}
