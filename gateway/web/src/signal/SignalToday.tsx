import { Badge, Rows, Section, Time, type IconName, type Tone } from "../ui";
import type { SignalToday } from "./shapes";

const kinds: Record<SignalToday["items"][number]["kind"], [Tone, IconName, string]> = {
  unknown: ["danger", "circle-help", "Unknown"],
  failed: ["danger", "circle-alert", "Not sent"],
  connection: ["warning", "plug", "Connection"],
};

/** What waits in Signal, on the first page. */
export function SignalRows({ items }: { items: SignalToday["items"] }) {
  return (
    <Section title="Signal" sub={`${items.length}`}>
      <Rows
        label="Signal"
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
