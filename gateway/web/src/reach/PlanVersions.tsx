import { useList } from "../data";
import { Button, Loading, Notice, Section, Table, Time } from "../ui";
import type { Campaign, PlanVersion } from "./campaign";

/** Which version of the plan mails are sent by now, and whose it is. */
export function InForce({ campaign }: { campaign: Campaign }) {
  const { plan } = campaign;
  if (!plan) return null;
  return (
    <>
      Version {plan.number} · {plan.number === 1 ? "launched" : "changed"} by {plan.by} ·{" "}
      <Time at={plan.createdAt} />
    </>
  );
}

export const icpOf = ({ plan, icpId }: Campaign) =>
  plan?.icpName ? `${plan.icpName}, v${plan.icpVersion}` : icpId ? "not kept at the launch" : "none";

/** What the launch froze, and what was changed after it. */
export function PlanVersions({ campaign }: { campaign: Campaign }) {
  const versions = useList<PlanVersion>(`/reach/campaigns/${campaign.id}/plan-versions`);
  return (
    <Section title="Versions of this plan">
      {versions.error && !versions.items && (
        <Notice problem={versions.error} retry={() => void versions.refetch()} />
      )}
      {versions.isPending && <Loading rows={2} />}
      {versions.items?.length === 0 && <p className="t2">It has none: it was never launched.</p>}
      {versions.items && versions.items.length > 0 && (
        <Table<PlanVersion>
          label="Versions of this plan"
          rows={versions.items}
          rowKey={(row) => String(row.number)}
          columns={[
            { head: "Version", cell: (row) => row.number, num: true },
            { head: "What changed", cell: (row) => changed(row), grow: true },
            { head: "By", cell: (row) => row.by, wideOnly: true },
            { head: "When", cell: (row) => <Time at={row.createdAt} />, num: true },
          ]}
        />
      )}
      {versions.hasMore && (
        <p className="below">
          <Button onClick={versions.more}>{versions.isLoadingMore ? "Loading" : "Show more"}</Button>
        </p>
      )}
    </Section>
  );
}

/** Goal, wait before mail 2 */
const changed = ({ number, changes }: PlanVersion) => {
  const words = number === 1 ? "as it was launched" : changes.join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
