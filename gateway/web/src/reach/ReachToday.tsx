import { Badge, Rows, Section, Time, type IconName, type Tone } from "../ui";
import type { ReachToday } from "./shapes";

const kinds: Record<ReachToday["items"][number]["kind"], [Tone, IconName, string]> = {
  reply: ["accent", "corner-up-left", "Answer"],
  draft: ["warning", "eye", "Approve"],
  uncertain: ["danger", "circle-help", "Unknown"],
  domain: ["warning", "globe", "Domain"],
  campaign: ["neutral", "pause", "Paused"],
};

/** What waits in Reach: the same rows on the first page and under Approve. */
export function ReachRows({ title, items }: { title: string; items: ReachToday["items"] }) {
  return (
    <Section title={title} sub={`${items.length}`}>
      <Rows
        label={title}
        items={items.map((item) => {
          const [tone, icon, word] = kinds[item.kind];
          return {
            id: `${item.kind} ${item.href} ${item.title}`,
            href: item.href,
            title: item.title,
            text: item.detail,
            badge: (
              <Badge tone={tone} icon={icon}>
                {word}
              </Badge>
            ),
            time: <Time at={item.at} />,
          };
        })}
      />
    </Section>
  );
}
