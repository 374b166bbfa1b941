import { useId, type MouseEvent, type ReactNode } from "react";
import { Link } from "wouter";
import { useReadOnly, type Act } from "../data";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

export interface ButtonProps {
  children: ReactNode;
  /** main: one in each view. danger: plain with a red word. quiet: without border. */
  kind?: "main" | "plain" | "quiet" | "danger" | "danger-fill";
  icon?: IconName;
  /** In rows. */
  small?: boolean;
  /** Public pages. */
  large?: boolean;
  wide?: boolean;
  type?: "button" | "submit";
  onClick?: (event: MouseEvent) => void;
  /** The act this button starts: busy while it runs, disabled while an operator is viewing. */
  act?: Act;
  /** What the button says while its act runs: "Publishing". */
  busy?: string;
  /** Why it cannot be pressed; said to everybody, not only shown. */
  disabledBecause?: string | false | null;
  /** This button changes something, though it has no act itself (it opens a form, say). */
  edits?: boolean;
  /** A link that looks like a button. */
  href?: string;
  /** For buttons that show an icon alone. */
  label?: string;
  shortcut?: string;
  autoFocus?: boolean;
  pressed?: boolean;
}

export const readOnlyReason = "Read only while viewing: only people of this account can change things.";

export function Button(props: ButtonProps) {
  const {
    children,
    kind = "plain",
    icon,
    small,
    large,
    wide,
    type = "button",
    act,
    busy,
    href,
    label,
  } = props;
  const reasonId = useId();
  const readOnly = useReadOnly();
  const changes = Boolean(act) || props.edits || kind === "danger" || kind === "danger-fill";
  const reason = props.disabledBecause || (readOnly && changes ? readOnlyReason : undefined);
  const running = Boolean(act?.isPending);
  const className = [
    "button",
    kind,
    small && "button-small",
    large && "button-large",
    wide && "button-wide",
    !children && "button-icon",
  ]
    .filter(Boolean)
    .join(" ");
  const inside = (
    <>
      {running ? <Icon name="loader" turning /> : icon && <Icon name={icon} />}
      {running && busy ? busy : children}
      {props.shortcut && <kbd aria-hidden="true">{props.shortcut}</kbd>}
    </>
  );

  if (href && !reason) {
    return (
      <Link href={href} className={className} aria-label={label} onClick={props.onClick}>
        {inside}
      </Link>
    );
  }
  return (
    <button
      type={type}
      className={className}
      aria-label={label}
      aria-disabled={reason || running ? true : undefined}
      aria-busy={running || undefined}
      aria-pressed={props.pressed}
      aria-describedby={reason ? reasonId : undefined}
      title={reason}
      autoFocus={props.autoFocus}
      onClick={(event) => {
        if (reason || running) event.preventDefault();
        else props.onClick?.(event);
      }}
    >
      {inside}
      {reason && (
        <span id={reasonId} className="hidden">
          {reason}
        </span>
      )}
    </button>
  );
}
