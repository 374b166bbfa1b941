import { cache, call, useList } from "../data";
import { archiveRun } from "./archive";
import { Button } from "./Button";
import { toast } from "./Toast";

interface Deleted {
  id: string;
  name?: string;
  /** People go by it. */
  email?: string;
}

const callOf = (row: Deleted) => row.name ?? row.email ?? "";

/** What was deleted from the list at this address and can still be taken back. */
export function Bin({ of }: { of: string }) {
  const deleted = useList<Deleted>(`${of}?deleted=true`);
  if (!deleted.items?.length) return null;
  return (
    <details className="below">
      <summary className="t2">Deleted, on the disk until {archiveRun()}</summary>
      <ul className="deleted">
        {deleted.items.map((row) => (
          <li key={row.id} className="row">
            {callOf(row)}
            <Button
              small
              icon="undo-2"
              edits
              label={`Take “${callOf(row)}” back`}
              onClick={() => void takeBack(of, row)}
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
      {deleted.hasMore && (
        <p className="below">
          <Button onClick={deleted.more}>{deleted.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
    </details>
  );
}

export async function takeBack(of: string, row: Deleted) {
  try {
    await call("POST", `${of}/${row.id}/undelete`);
    toast(`“${callOf(row)}” is back.`);
  } catch {
    toast(`“${callOf(row)}” could not be brought back just now. It stays on the disk until ${archiveRun()}.`);
  }
  await cache.invalidateQueries();
}
