import { Badge, type IconName, type Tone } from "../ui";
import type { Deal } from "./shapes";

const states: Record<Deal["status"], [Tone, IconName, string]> = {
  open: ["neutral", "circle-dashed", "Open"],
  won: ["positive", "check", "Won"],
  lost: ["danger", "x", "Lost"],
  reopened: ["warning", "rotate-ccw", "Reopened"],
  deleted: ["neutral", "trash-2", "Deleted"],
};

export function DealBadge({ deal }: { deal: Deal }) {
  const [tone, icon, word] = states[deal.status];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

export function money(deal: Deal) {
  if (deal.amount === null) return "unknown";
  const amount = deal.amount.toLocaleString("en", { minimumFractionDigits: 0, maximumFractionDigits: 2 });
  return deal.currency ? `${amount} ${deal.currency}` : amount;
}
