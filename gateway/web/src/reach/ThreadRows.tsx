import { Badge, Rows, Time, toast } from "../ui";
import { readOnlyReason } from "../ui/Button";
import { usePageKeys } from "../ui/keys";
import type { Picks } from "../ui/useRows";
import { cache, call, useReadOnly, type Tagged } from "../data";
import type { Thread, ThreadLine } from "./shapes";

const keys = [{ does: "Mark as handled", keys: ["E"] }];

/** Conversations, the latest first; E marks the answer as handled. */
export function ThreadRows({
  label,
  threads,
  chosen,
  tall,
  picks,
}: {
  label: string;
  threads: ThreadLine[];
  chosen?: string;
  tall?: boolean;
  picks?: Picks;
}) {
  const readOnly = useReadOnly();
  usePageKeys(keys);
  return (
    <Rows
      label={label}
      tall={tall}
      chosen={chosen}
      picks={picks}
      onKey={(key, id) => key === "e" && (readOnly ? toast(readOnlyReason) : void handle(id, true))}
      items={threads.map((thread) => ({
        id: thread.id,
        href: `/reach/inbox/${thread.id}`,
        title: thread.name || thread.email,
        note: thread.company,
        unread: !thread.handled && !thread.automatic,
        text: thread.snippet || thread.subject,
        badge: thread.automatic ? (
          <Badge icon="palmtree">Automatic</Badge>
        ) : thread.toTest ? (
          <Badge icon="mail">Answer to your test</Badge>
        ) : thread.match === "none" ? (
          <Badge tone="warning" icon="circle-help">
            No match
          </Badge>
        ) : thread.match === "guess" ? (
          <Badge tone="warning" icon="circle-help">
            Guess
          </Badge>
        ) : thread.handled ? (
          <Badge icon="check">Handled</Badge>
        ) : (
          <Badge tone="accent" icon="corner-up-left">
            Answer
          </Badge>
        ),
        time: <Time at={thread.lastAt} />,
      }))}
    />
  );
}

/** Every answer of the conversation, or those of them that `only` names; says which it has changed. */
export async function mark(id: string, handled: boolean, only?: string[]) {
  const thread: Tagged<Thread> = await call("GET", `/reach/threads/${id}`);
  const open = thread.items.filter(
    (item) => item.kind === "received" && item.handled !== handled && (only?.includes(item.id) ?? true),
  );
  for (const reply of open)
    await call("PUT", `/reach/replies/${reply.id}/handled`, { handled }, `"${reply.version}"`);
  return open.map((reply) => reply.id);
}

/** The same for one conversation that is looked at; can be taken back. */
export async function handle(id: string, handled: boolean, only?: string[]) {
  try {
    const changed = await mark(id, handled, only);
    if (changed.length > 0)
      toast(
        handled ? "Marked as handled." : "Open again.",
        handled ? { undo: () => handle(id, false, changed) } : undefined,
      );
  } catch {
    // Some may be marked by now, and an act without an answer may have been done.
    toast("That did not work to the end. The list shows how it stands; try again.");
  }
  await cache.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/reach/") });
}
