import type { ReactNode } from "react";
import { Link } from "wouter";
import { Icon } from "./Icon";

export interface Step {
  label: string;
  done: boolean;
  detail?: ReactNode;
  href?: string;
}

/** Nothing here: one act, and what is missing before it. */
export function Empty({
  title,
  children,
  steps,
  actions,
}: {
  title: string;
  children?: ReactNode;
  steps?: Step[];
  actions?: ReactNode;
}) {
  return (
    <section className="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {steps && (
        <ul className="steps">
          {steps.map((step) => (
            <li key={step.label} className={step.done ? "done" : undefined}>
              <Icon name={step.done ? "check" : "circle-dashed"} />
              <span className="step-label">
                {step.label}
                <span className="hidden">{step.done ? " (done)" : " (missing)"}</span>
              </span>
              <span className="step-detail">{step.detail}</span>
              {!step.done && step.href && <Link href={step.href}>Do it</Link>}
            </li>
          ))}
        </ul>
      )}
      {actions && <div className="row">{actions}</div>}
    </section>
  );
}

/** Nothing matches what the person asked for. */
export function NothingMatches({ children, clear }: { children: ReactNode; clear?: () => void }) {
  return (
    <p className="nothing">
      {children}{" "}
      {clear && (
        <button type="button" className="link" onClick={clear}>
          Clear the filter
        </button>
      )}
    </p>
  );
}
