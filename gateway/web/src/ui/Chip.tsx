import type { ReactNode } from "react";

/** Where a claim comes from: A3 an answer, T21 a turn, D2 p.4 a document. Opens the quote. */
export function CitationChip({
  label,
  says,
  onOpen,
  chosen,
}: {
  label: string;
  says: string;
  onOpen: () => void;
  chosen?: boolean;
}) {
  return (
    <button type="button" className="chip" title={says} aria-pressed={chosen} onClick={onOpen}>
      {label}
      <span className="hidden">: {says}</span>
    </button>
  );
}

/** A claim without a source says so. */
export function Assumption({ children }: { children: ReactNode }) {
  return (
    <span className="assumption">
      <span>{children}</span> <small>assumption</small>
    </span>
  );
}
