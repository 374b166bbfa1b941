import { useLocation } from "wouter";
import { useAct, useGet } from "../data";
import { signOut } from "../shell/commands";
import { PublicFrame } from "../sign-in/PublicFrame";
import { Button, Loading, Notice, Time, toast } from "../ui";
import { Exports } from "./Exports";
import type { Suspension } from "./Suspended";

interface Pending {
  deletion: { state: "waiting" | "purging"; requestedBy: string; createdAt: string; dueAt: string } | null;
}

/** All that an account shows while it waits for its deletion. */
export default function Leaving() {
  const [, go] = useLocation();
  const pending = useGet<Pending>("/core/deletion");
  const suspension = useGet<Suspension>("/core/suspension").data?.suspension;
  const undo = useAct("POST", "/core/deletion/undo", {
    refresh: ["/"],
    done: () => {
      toast("The account stays. Campaigns that ran are paused: resume those that shall go on.");
      go("/home", { replace: true });
    },
  });
  const deletion = pending.data?.deletion;
  return (
    <PublicFrame title="Waiting for deletion">
      <div className="leaving stack">
        <h1>This account is about to be deleted</h1>
        {pending.error && <Notice problem={pending.error} retry={() => void pending.refetch()} />}
        {pending.isPending && <Loading />}
        {suspension && (
          <Notice
            tone="warning"
            title={
              <>
                Operators of LeadFuel suspended it on <Time at={suspension.since} full />.
              </>
            }
          >
            {suspension.reason} Undoing the deletion does not change that.
          </Notice>
        )}
        {deletion?.state === "waiting" && (
          <>
            <p className="t2">
              {deletion.requestedBy.startsWith("operator:")
                ? "An operator of LeadFuel, whom somebody had written to,"
                : deletion.requestedBy}{" "}
              asked for it on <Time at={deletion.createdAt} full />. Nothing is sent, posted or read
              meanwhile. On{" "}
              <b>
                <Time at={deletion.dueAt} full />
              </b>{" "}
              everything is deleted for good.
            </p>
            <p>
              <Button kind="main" large act={undo} busy="Restoring" onClick={() => undo.mutate()}>
                Undo the deletion
              </Button>
            </p>
            <p className="small t3">
              Everything comes back, connections too. Nothing that was waiting goes out by itself: campaigns
              that ran are paused and posts on their way are drafts again, until somebody starts them. People
              sign in again with a new link.
            </p>
          </>
        )}
        {deletion?.state === "purging" && (
          <Notice tone="danger" title="The 30 days are over.">
            The account is being deleted now. You will get a receipt by mail.
          </Notice>
        )}
        {undo.error && <Notice problem={undo.error} />}
        {deletion?.state === "waiting" && <Exports />}
        <p>
          <Button kind="quiet" icon="log-out" onClick={() => void signOut(go)}>
            Sign out
          </Button>
        </p>
      </div>
    </PublicFrame>
  );
}
