import { Link } from "wouter";
import { many, Rows, Section, Time } from "../ui";
import { DealBadge, money } from "./DealBadge";
import { crmNames, type Deal } from "./shapes";

export interface DealsToday {
  items: Deal[];
  unmatched: number;
}

/** The newest deals, on the first page. */
export function DealRows({ deals: { items, unmatched } }: { deals: DealsToday }) {
  return (
    <Section
      title="Deals"
      sub={unmatched > 0 && `${many(unmatched, "waits", "wait")} for a company`}
      more={<Link href="/scope/deals">All deals</Link>}
    >
      <Rows
        label="Deals"
        items={items.map((deal) => ({
          id: deal.id,
          href: "/scope/deals",
          title: deal.name ?? `${crmNames[deal.vendor]} ${deal.vendorDealId}`,
          text: [money(deal), deal.domain, deal.lostReason].filter(Boolean).join(" · "),
          badge: <DealBadge deal={deal} />,
          time: <Time at={deal.closedAt ?? deal.updatedAt} />,
        }))}
      />
    </Section>
  );
}
