import type { Area } from "../routes";
import { areaNames } from "../shell/areas";
import { Button, Notice } from "../ui";

/** Each service keeps its own ledger: who does not answer, of whom nothing can be shown. */
export function MissingCalls({ away, retry }: { away: string[]; retry: () => void }) {
  if (away.length === 0) return null;
  const who = away.map((service) => areaNames[service as Area] ?? service).join(" and ");
  return (
    <Notice tone="warning" icon="unplug" title={`${who} did not answer.`}>
      {away.length === 1 ? "What it called is missing here." : "What they called is missing here."}
      <p className="note-act">
        <Button small icon="refresh-cw" onClick={retry}>
          Ask again
        </Button>
      </p>
    </Notice>
  );
}
