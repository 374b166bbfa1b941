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
  /** Offers "Try again". */
  retry?: () => void;
}

/** A note in the page; `<Notice problem={act.error} />` under a form says why it was refused. */
export function Notice({ tone = "neutral", icon, title, children, problem, retry }: NoticeProps) {
  if (problem) return <ProblemNotice problem={problem} retry={retry} />;
  return (
    <div className={`note tone-${tone}`}>
      <Icon name={icon ?? icons[tone]} />
      <div>
        {title && <strong>{title}</strong>} {children}
      </div>
    </div>
  );
}

function ProblemNotice({ problem, retry }: { problem: unknown; retry?: () => void }) {
  const known = problem instanceof Problem ? problem : undefined;
  if (known?.is("read-only-account")) return <NotEntitled problem={known} />;
  const fields = Object.values(known?.errors ?? {}).flat();
  return (
    <div className="note tone-danger" role="alert">
      <Icon name={known?.away ? "unplug" : "circle-alert"} />
      <div>
        <strong>{known?.title ?? "This page met an error."}</strong> {known?.detail}
        {fields.length > 0 && (
          <ul>
            {fields.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        {known?.is("stale-version") && " Somebody changed it meanwhile; the page now shows what is stored."}
        {known?.requestId && (
          <p className="small">
            Request number <code>{known.requestId}</code>
          </p>
        )}
        {retry && (
          <p className="note-act">
            <Button small icon="refresh-cw" onClick={retry}>
              Try again
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}
