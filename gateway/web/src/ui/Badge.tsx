import type { ReactNode } from "react";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

export type Tone = "neutral" | "accent" | "positive" | "warning" | "danger";

/** A state: icon and word; neutral for states without judgement. */
export function Badge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: Tone;
  icon: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`badge tone-${tone}`}>
      <Icon name={icon} size={14} />
      {children}
    </span>
  );
}

export function Avatar({ name }: { name: string }) {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  const letters = (words[0]?.[0] ?? "?") + (words[1]?.[0] ?? "");
  return (
    <span className="avatar" aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd>{children}</kbd>;
}
