import { useRef, type ReactNode } from "react";
import { number } from "./words";

/** True progress only: without `total` there are words, no bar. Never goes backwards. */
export function Progress({
  label,
  done,
  total,
  unit,
  detail,
}: {
  label: string;
  done: number;
  total?: number;
  /** "rows", "people" */
  unit?: string;
  /** "since 0:48, about 0:30 left" */
  detail?: ReactNode;
}) {
  const most = useRef(0);
  most.current = Math.max(most.current, done);
  return (
    <div className="progress">
      <div className="progress-words">
        <span>{label}</span>
        <span className="t3">
          {total === undefined ? number(most.current) : `${number(most.current)} of ${number(total)}`} {unit}
          {detail && <> · {detail}</>}
        </span>
      </div>
      {total !== undefined && (
        <progress aria-label={label} value={Math.min(most.current, total)} max={total || 1} />
      )}
    </div>
  );
}
