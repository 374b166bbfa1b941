import "./reach.css";
import { useParams, useSearchParams } from "wouter";
import { useList } from "../data";
import { Button, Empty, Failed, Loading, many, NothingMatches, number, Page } from "../ui";
import { usePicks } from "../ui/usePicks";
import { Conversation } from "./Conversation";
import { mark, ThreadRows } from "./ThreadRows";
import type { ThreadLine } from "./shapes";

const filters = {
  open: "To answer",
  handled: "Handled",
  automatic: "Automatic",
  unmatched: "No match",
  "": "All",
};

/** Answers to every campaign; with an id the conversation stands beside the list. */
export default function Inbox() {
  const { id } = useParams();
  const [params, setParams] = useSearchParams();
  const state = params.get("state") ?? "";
  const threads = useList<ThreadLine>(state ? `/reach/threads?state=${state}` : "/reach/threads", {
    every: 15_000,
  });
  const open = useList<ThreadLine>("/reach/threads?state=open", { every: 15_000 });
  const waiting = open.items?.length ?? 0;
  const picks = usePicks<ThreadLine>({
    rows: id ? [] : threads.items,
    id: (thread) => thread.id,
    name: (thread) => thread.name || thread.email,
    noun: ["conversation", "conversations"],
    more: threads.hasMore,
    acts: [
      {
        verb: "Mark as handled",
        busy: "Marking",
        did: "marked as handled",
        undid: (count) => `${many(count, "conversation")} open again.`,
        icon: "check",
        key: "e",
        run: async (thread) => {
          const changed = await mark(thread.id, true);
          return () => mark(thread.id, false, changed);
        },
      },
    ],
  });
  const list = (
    <>
      <div className="row inbox-filter" role="group" aria-label="Which conversations">
        {Object.entries(filters).map(([value, word]) => (
          <Button
            key={value}
            small
            kind="quiet"
            pressed={state === value}
            onClick={() => setParams(value ? { state: value } : {}, { replace: true })}
          >
            {word}
          </Button>
        ))}
      </div>
      {threads.error && !threads.items && (
        <Failed problem={threads.error} retry={() => void threads.refetch()} />
      )}
      {threads.isPending && <Loading />}
      {threads.items?.length === 0 &&
        (state ? (
          <NothingMatches clear={() => setParams({}, { replace: true })}>
            No conversation is in “{filters[state as keyof typeof filters] ?? state}”.
          </NothingMatches>
        ) : (
          <Empty title="No answer yet" actions={<Button href="/reach/campaigns">Campaigns</Button>}>
            Answers to your campaigns stand here, with the mail they answer. Whoever answers gets no further
            mail of that campaign; an out-of-office note only makes it wait.
          </Empty>
        ))}
      {threads.items && threads.items.length > 0 && (
        <ThreadRows
          label="Conversations"
          threads={threads.items}
          chosen={id}
          tall={Boolean(id)}
          picks={id ? undefined : picks}
        />
      )}
      {threads.hasMore && (
        <p className="below">
          <Button onClick={threads.more}>{threads.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
    </>
  );
  const sub = open.items && (waiting === 0 ? "nothing to answer" : `${number(waiting)} to answer`);
  if (id) return <Conversation key={id} id={id} list={list} />;
  return (
    <Page
      title="Inbox"
      sub={sub}
      actions={
        <span className="small t3 wide-only" aria-hidden="true">
          <kbd>J</kbd> <kbd>K</kbd> move <kbd>↵</kbd> open <kbd>E</kbd> handled <kbd>X</kbd> select
        </span>
      }
    >
      {list}
    </Page>
  );
}
