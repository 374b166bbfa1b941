import { useEffect, useState } from "react";

/** The frame of what comes; nothing at all before 200 ms. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return <span data-waits hidden />;
  return (
    <div className="skeleton" role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <i key={row} className={`bar-${row % 3}`} />
      ))}
    </div>
  );
}
