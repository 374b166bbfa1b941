import { Badge, Rows, Time, toast } from "../ui";
import { readOnlyReason } from "../ui/Button";
import { cache, call, useReadOnly, type Tagged } from "../data";
import type { Thread, ThreadLine } from "./shapes";

/** Conversations, the latest first; E marks the answer as handled. */
export function ThreadRows({
  label,
  threads,
  chosen,
  tall,
}: {
  label: string;
  threads: ThreadLine[];
  chosen?: string;
  tall?: boolean;
}) {
  const readOnly = useReadOnly();
  return (
    <Rows
      label={label}
      tall={tall}
      chosen={chosen}
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

/** Every answer of the conversation; can be taken back. */
export async function handle(id: string, handled: boolean) {
  try {
    const thread: Tagged<Thread> = await call("GET", `/reach/threads/${id}`);
    const open = thread.items.filter((item) => item.kind === "received" && item.handled !== handled);
    for (const reply of open)
      await call("PUT", `/reach/replies/${reply.id}/handled`, { handled }, `"${reply.version}"`);
    if (open.length > 0)
      toast(
        handled ? "Marked as handled." : "Open again.",
        handled ? { undo: () => handle(id, false) } : undefined,
      );
  } catch {
    // Some may be marked by now, and an act without an answer may have been done.
    toast("That did not work to the end. The list shows how it stands; try again.");
  }
  await cache.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/reach/") });
}
