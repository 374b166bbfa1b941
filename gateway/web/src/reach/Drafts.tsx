import { Link, useParams } from "wouter";
import { useGet } from "../data";
import { Empty, Failed, Loading } from "../ui";
import { CampaignFrame } from "./CampaignFrame";
import { DraftCard } from "./DraftCard";
import type { Campaign } from "./campaign";
import type { Draft } from "./shapes";

export default function Drafts() {
  return <CampaignFrame>{(campaign) => <Cards campaign={campaign} />}</CampaignFrame>;
}

function Cards({ campaign }: { campaign: Campaign }) {
  const { id } = useParams();
  const drafts = useGet<{ items: Draft[] }>(`/reach/campaigns/${id}/drafts`);
  if (drafts.error && !drafts.data)
    return <Failed problem={drafts.error} retry={() => void drafts.refetch()} />;
  if (!drafts.data) return <Loading rows={9} />;
  if (drafts.data.items.length === 0) {
    return (
      <Empty title="No step, no text">
        Each mail of the plan has its text here. <Link href={`/reach/campaigns/${id}/plan`}>Add a mail</Link>
      </Empty>
    );
  }
  return (
    <div className="drafts">
      {drafts.data.items.map((draft) => (
        <DraftCard
          key={draft.id}
          draft={draft}
          campaign={campaign}
          goal={campaign.steps.find((step) => step.id === draft.stepId)?.goal ?? ""}
        />
      ))}
    </div>
  );
}
