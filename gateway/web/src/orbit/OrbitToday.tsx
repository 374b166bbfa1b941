import { Badge, Rows, Section, Time, type IconName, type Tone } from "../ui";
import type { OrbitToday } from "./shapes";

const kinds: Record<OrbitToday["items"][number]["kind"], [Tone, IconName, string]> = {
  choose: ["warning", "circle-help", "Choose"],
  reconnect: ["danger", "unplug", "Connect again"],
  stalled: ["warning", "clock", "Not read"],
  reading: ["accent", "loader", "Reading"],
};

/** Mailboxes that need their member, on the first page. */
export function OrbitRows({ items }: { items: OrbitToday["items"] }) {
  return (
    <Section title="Orbit" sub={`${items.length}`}>
      <Rows
        label="Orbit"
        items={items.map((item) => {
          const [tone, icon, word] = kinds[item.kind];
          return {
            id: `${item.kind} ${item.href}`,
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
