import { useAct } from "../data";
import { Button, Notice } from "../ui";

/** Goes to Microsoft's own page; what it says comes back to /orbit/connect. */
export function ConnectButton({ mailboxId, children }: { mailboxId?: string; children?: string }) {
  const begin = useAct<{ url: string }, void>("POST", "/orbit/mailboxes/authorize", {
    body: () => ({ mailboxId: mailboxId ?? null }),
    refresh: [],
    done: ({ url }) => location.assign(url),
  });
  return (
    <>
      <Button kind="main" icon="plug" act={begin} busy="Going to Microsoft" onClick={() => begin.mutate()}>
        {children ?? "Connect Microsoft 365"}
      </Button>
      {begin.error && <Notice problem={begin.error} />}
    </>
  );
}
