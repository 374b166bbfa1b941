import type { ReactNode } from "react";
import { Problem } from "../data";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { NotEntitled } from "./NotEntitled";
import type { IconName } from "./icons";
import type { Tone } from "./Badge";

const icons: Record<Tone, IconName> = {
  neutral: "info",
  accent: "info",
  positive: "check",
  warning: "triangle-alert",
  danger: "circle-alert",
};

interface NoticeProps {
  tone?: Tone;
  icon?: IconName;
  title?: ReactNode;
  children?: ReactNode;
  /** A refusal or silence: says what happened, what is safe, the way out, the request number. */
  problem?: unknown;
  /** The refusal is of something typed, which still stands there. */
  typed?: boolean;
  /** Offers "Try again". */
  retry?: () => void;
}

/** A note in the page; `<Notice problem={act.error} />` under a form says why it was refused. */
export function Notice({ tone = "neutral", icon, title, children, problem, typed, retry }: NoticeProps) {
  if (problem) return <ProblemNotice problem={problem} typed={typed} retry={retry} />;
  return (
    <div className={`note tone-${tone}`}>
      <Icon name={icon ?? icons[tone]} />
      <div>
        {title && <strong>{title}</strong>} {children}
      </div>
    </div>
  );
}

function ProblemNotice({ problem, typed, retry }: Pick<NoticeProps, "problem" | "typed" | "retry">) {
  const known = problem instanceof Problem ? problem : undefined;
  if (known?.is("read-only-account")) return <NotEntitled problem={known} />;
  const fields = Object.values(known?.errors ?? {}).flat();
  const stale = known?.is("stale-version");
  return (
    <div className="note tone-danger" role="alert">
      <Icon name={known?.away ? "unplug" : "circle-alert"} />
      <div>
        <strong>{known?.title ?? "This page met an error."}</strong>{" "}
        {stale && typed ? "What you typed is still here and not saved yet." : known?.detail}
        {fields.length > 0 && (
          <ul>
            {fields.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        {stale && !typed && " Somebody changed it meanwhile; the page now shows what is stored."}
        {known?.requestId && (
          <p className="small">
            Request number <code>{known.requestId}</code>
          </p>
        )}
        {retry && (
          <p className="note-act">
            <Button small icon="refresh-cw" onClick={retry}>
              {stale ? "Decide now" : "Try again"}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}
