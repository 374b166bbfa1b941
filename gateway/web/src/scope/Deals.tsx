import "./scope.css";
import { useState } from "react";
import { useList } from "../data";
import { Button, Empty, Failed, Loading, Notice, Page, Table, Time } from "../ui";
import { DealBadge, money } from "./DealBadge";
import { MatchDeal } from "./MatchDeal";
import { crmNames, type Deal } from "./shapes";

/** What the CRM told of deals, and those whose company it did not tell. */
export default function Deals() {
  const [waiting, showWaiting] = useState(false);
  const [matching, match] = useState<Deal>();
  const deals = useList<Deal>(`/scope/outcomes${waiting ? "?unmatched=true" : ""}`, { every: 10_000 });
  const setUp = (
    <Button icon="plug" href="/integrations/crm">
      CRM connections
    </Button>
  );
  return (
    <Page title="Deals" actions={setUp}>
      {deals.error && !deals.items && <Failed problem={deals.error} retry={() => void deals.refetch()} />}
      {deals.isPending && <Loading />}
      {deals.items && (deals.items.length > 0 || waiting) && (
        <p className="row below">
          <Button small pressed={!waiting} onClick={() => showWaiting(false)}>
            All
          </Button>
          <Button small pressed={waiting} onClick={() => showWaiting(true)}>
            Without a company
          </Button>
        </p>
      )}
      {deals.items?.length === 0 && !waiting && (
        <Empty title="No deal yet" actions={setUp}>
          HubSpot or Pipedrive tells LeadFuel when a deal is won, lost or reopened. A closed deal ends the
          campaign mails to that company, and later shows how good an ICP is. Nothing is ever sent to your
          CRM.
        </Empty>
      )}
      {deals.items?.length === 0 && waiting && <Notice>Each deal has its company.</Notice>}
      {deals.items && deals.items.length > 0 && (
        <Table<Deal>
          label="Deals"
          walks
          rows={deals.items}
          rowKey={(row) => row.id}
          columns={[
            {
              head: "Deal",
              cell: (row) => row.name ?? `${crmNames[row.vendor]} ${row.vendorDealId}`,
              grow: true,
            },
            {
              head: "State",
              cell: (row) => <DealBadge deal={row} />,
            },
            {
              head: "Company",
              cell: (row) => (
                <Button
                  small
                  edits
                  kind={row.match === "matched" ? "quiet" : "plain"}
                  onClick={() => match(row)}
                >
                  {row.match === "matched" ? row.domain : row.match === "ignored" ? "None" : "Choose"}
                  <span className="hidden">
                    {row.match === "matched" && " – change"} the company of {row.name ?? row.vendorDealId}
                  </span>
                </Button>
              ),
            },
            { head: "Amount", cell: money, num: true, wideOnly: true },
            { head: "Closed", cell: (row) => (row.closedAt ? <Time at={row.closedAt} /> : ""), num: true },
            { head: "Why lost", cell: (row) => row.lostReason ?? "", wideOnly: true },
            { head: "From", cell: (row) => crmNames[row.vendor], wideOnly: true },
          ]}
        />
      )}
      {deals.hasMore && (
        <p className="below">
          <Button onClick={deals.more}>{deals.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
      {matching && <MatchDeal deal={matching} onClose={() => match(undefined)} />}
    </Page>
  );
}
