import { useLayoutEffect, useRef, type MouseEvent, type ReactNode } from "react";
import { Link } from "wouter";
import { useReadOnly, type Act } from "../data";
import { Icon } from "./Icon";
import { toast } from "./Toast";
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
  /** Behind the link is a file, which nobody takes along while viewing. */
  download?: boolean;
  /** For buttons that show an icon alone. */
  label?: string;
  shortcut?: string;
  autoFocus?: boolean;
  pressed?: boolean;
}

/** Where nothing may turn, a word says that the act runs. */
const Working = ({ children }: { children: ReactNode }) => (
  <>
    <span className="moving">{children}</span>
    <span className="still">working</span>
  </>
);

export const readOnlyReason = "Read only while viewing: only people of this account can change things.";
const downloadReason = "Read only while viewing: only people of this account can take files along.";

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
  const readOnly = useReadOnly();
  const changes = Boolean(act) || props.edits || kind === "danger" || kind === "danger-fill";
  const whileViewing = props.download ? downloadReason : changes ? readOnlyReason : undefined;
  const reason = props.disabledBecause || (readOnly ? whileViewing : undefined);
  const running = Boolean(act?.isPending);
  // The word changes while it runs; the button stays as wide as it was.
  const box = useRef<HTMLButtonElement>(null);
  const idle = useRef(0);
  useLayoutEffect(() => {
    if (box.current) box.current.style.width = running && idle.current ? `${idle.current}px` : "";
  }, [running]);
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
      {icon && <Icon name={running ? "loader" : icon} turning={running} />}
      {running ? (busy ?? <Working>{children}</Working>) : children}
      {props.shortcut && <kbd aria-hidden="true">{props.shortcut}</kbd>}
    </>
  );

  if (href && props.download && !reason) {
    return (
      <a href={href} className={className} aria-label={label} download>
        {inside}
      </a>
    );
  }
  if (href && !reason) {
    return (
      <Link href={href} className={className} aria-label={label} onClick={props.onClick}>
        {inside}
      </Link>
    );
  }
  return (
    <button
      ref={box}
      type={type}
      className={className}
      aria-label={label}
      aria-disabled={reason || running ? true : undefined}
      aria-busy={running || undefined}
      aria-pressed={props.pressed}
      title={reason}
      autoFocus={props.autoFocus}
      onClick={(event) => {
        if (!running) idle.current = event.currentTarget.offsetWidth;
        if (reason || running) event.preventDefault();
        else props.onClick?.(event);
        // A finger sees no title.
        if (reason) toast(reason);
      }}
    >
      {inside}
    </button>
  );
}
