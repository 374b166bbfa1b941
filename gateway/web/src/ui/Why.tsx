import { useId, type ReactNode } from "react";
import { Facts, type Fact } from "./Table";

/** "Why?": the parts of a number, their rule and the strong line, as they were stored with it. */
export function Why({
  title,
  stored,
  rows,
  sum,
  children,
  ask = "Why?",
}: {
  title: ReactNode;
  stored?: ReactNode;
  rows: Fact[];
  sum?: Fact;
  children?: ReactNode;
  ask?: string;
}) {
  const id = useId();
  return (
    <>
      <button type="button" className="link" popoverTarget={id}>
        {ask}
      </button>
      <div
        id={id}
        popover="auto"
        className="why"
        role="dialog"
        aria-label={typeof title === "string" ? title : ask}
      >
        <p>
          <b>{title}</b> {stored && <span className="small t3">{stored}</span>}
        </p>
        <Facts rows={rows} sum={sum} />
        {children}
      </div>
    </>
  );
}
