import { useGet } from "../data";
import { Button, Empty, Failed, Loading, Page } from "../ui";
import { ReachRows } from "./ReachToday";
import type { ReachToday } from "./shapes";

/** The texts that wait for a yes, over all campaigns. */
export default function Approvals() {
  const today = useGet<ReachToday>("/reach/today", { every: 30_000 });
  const drafts = today.data?.items.filter((item) => item.kind === "draft") ?? [];
  return (
    <Page title="Approve">
      {today.error && !today.data && <Failed problem={today.error} retry={() => void today.refetch()} />}
      {today.isPending && <Loading />}
      {drafts.length > 0 && <ReachRows title="Drafts" items={drafts} />}
      {today.data && drafts.length === 0 && (
        <Empty
          title="No text waits for your yes"
          actions={<Button href="/reach/campaigns">Campaigns</Button>}
        >
          A written draft stands here until you have read it and approved it, word for word.
        </Empty>
      )}
    </Page>
  );
}
