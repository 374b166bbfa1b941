import { useList } from "../data";
import { Button, Empty, Failed, Loading } from "../ui";
import { CampaignFrame } from "./CampaignFrame";
import { ThreadRows } from "./ThreadRows";
import type { Campaign } from "./campaign";
import type { ThreadLine } from "./shapes";

export default function Replies() {
  return <CampaignFrame>{(campaign) => <Answers campaign={campaign} />}</CampaignFrame>;
}

function Answers({ campaign }: { campaign: Campaign }) {
  const threads = useList<ThreadLine>(`/reach/threads?campaignId=${campaign.id}`, { every: 10_000 });
  const own = threads.items?.filter((thread) => thread.campaignId === campaign.id);
  return (
    <>
      {threads.error && !threads.items && (
        <Failed problem={threads.error} retry={() => void threads.refetch()} />
      )}
      {threads.isPending && <Loading />}
      {own?.length === 0 && !threads.hasMore && (
        <Empty title="No answer yet" actions={<Button href="/reach/inbox">Inbox</Button>}>
          {campaign.state === "draft"
            ? "Answers come after the launch."
            : "Whoever answers gets no further mail of this campaign, within seconds."}
        </Empty>
      )}
      {own && own.length > 0 && <ThreadRows label="Answers" threads={own} />}
      {threads.hasMore && (
        <p className="below">
          <Button onClick={threads.more}>{threads.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
    </>
  );
}
