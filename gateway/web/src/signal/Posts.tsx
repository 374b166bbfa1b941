import "./signal.css";
import { useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useAct, useGet, useList } from "../data";
import {
  archiveRun,
  Badge,
  Button,
  Empty,
  Failed,
  Loading,
  many,
  Notice,
  NothingMatches,
  Page,
  spelled,
  Table,
  Time,
  toast,
} from "../ui";
import { deletion, usePicks } from "../ui/usePicks";
import {
  states,
  type Bucket,
  type Connection,
  type Persona,
  type Post,
  type PostLine,
  type SignalToday,
} from "./shapes";
import { SignalTabs } from "./SignalTabs";

/** All posts, newest first; what needs a person stands in the sentence above. */
export default function Posts() {
  const [bin, setBin] = useState(false);
  const posts = useList<PostLine>(`/signal/posts?bin=${bin}`, { every: 10_000 });
  const today = useGet<SignalToday>("/signal/today", { every: 15_000 });
  const [, go] = useLocation();
  const begin = useAct<Post, void>("POST", "/signal/posts", {
    body: () => ({ text: "", brief: "" }),
    done: (post) => go(`/signal/posts/${post.id}`),
  });
  const write = (
    <Button kind="main" icon="plus" act={begin} busy="Opening" onClick={() => begin.mutate()}>
      Write a post
    </Button>
  );
  const none = !bin && posts.items?.length === 0;
  return (
    <Page title="Posts" tabs={<SignalTabs />} actions={!none && write}>
      {begin.error && <Notice problem={begin.error} />}
      {posts.error && !posts.items && <Failed problem={posts.error} retry={() => void posts.refetch()} />}
      {posts.isPending && <Loading />}
      {none && <First write={write} />}
      {today.data && !bin && !none && <Answer today={today.data} />}
      {bin && posts.items?.length === 0 && (
        <NothingMatches clear={() => setBin(false)}>Nothing lies in the bin.</NothingMatches>
      )}
      {posts.items && posts.items.length > 0 && <List posts={posts.items} bin={bin} more={posts.hasMore} />}
      {posts.hasMore && (
        <p className="below">
          <Button onClick={posts.more}>{posts.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
      {(bin || !none) && (
        <p className="below">
          <button type="button" className="link" onClick={() => setBin(!bin)}>
            {bin ? "Back to the posts" : "Look into the bin"}
          </button>
        </p>
      )}
    </Page>
  );
}

function Answer({ today }: { today: SignalToday }) {
  const first =
    today.unknown > 0
      ? `${spelled(today.unknown)} ${today.unknown === 1 ? "post has" : "posts have"} an unknown fate.`
      : today.failed > 0
        ? `${spelled(today.failed)} ${today.failed === 1 ? "post" : "posts"} did not go out.`
        : today.drafts > 0
          ? `${spelled(today.drafts)} ${today.drafts === 1 ? "draft is" : "drafts are"} waiting for you.`
          : "Nothing waits for you.";
  return (
    <p className="answer">
      {first} <span>{many(today.published, "post is", "posts are")} published.</span>
    </p>
  );
}

function List({ posts, bin, more }: { posts: PostLine[]; bin: boolean; more: boolean }) {
  const [, go] = useLocation();
  const undelete = useAct<Post, PostLine>("POST", (post) => `/signal/posts/${post.id}/undelete`, {
    body: () => ({}),
    done: () => toast("The post is back."),
  });
  const title = (post: PostLine) => post.opening.split("\n")[0]?.trim() || "No text yet";
  const picks = usePicks<PostLine>({
    rows: bin ? [] : posts,
    id: (post) => post.id,
    name: title,
    noun: ["post", "posts"],
    more,
    acts: [
      {
        ...deletion<PostLine>("/signal/posts"),
        more: (count) =>
          `${count === 1 ? "It leaves" : "They leave"} the disk on ${archiveRun()}. At LinkedIn nothing is deleted.`,
      },
    ],
  });
  return (
    <>
      {undelete.error && <Notice problem={undelete.error} />}
      <Table<PostLine>
        label={bin ? "Deleted posts" : "Posts"}
        rows={posts}
        rowKey={(post) => post.id}
        picks={bin ? undefined : picks}
        walks
        onOpen={bin ? undefined : (post) => go(`/signal/posts/${post.id}`)}
        columns={[
          {
            head: "Post",
            grow: true,
            cell: (post) =>
              bin ? (
                title(post)
              ) : (
                <Link href={`/signal/posts/${post.id}`} className={post.opening ? undefined : "t3"}>
                  {title(post)}
                </Link>
              ),
          },
          {
            head: "State",
            cell: (post) => {
              const [tone, icon, word] = states[post.state];
              return (
                <Badge tone={tone} icon={icon}>
                  {word}
                </Badge>
              );
            },
          },
          { head: "Goes to", cell: (post) => post.target ?? "", wideOnly: true },
          {
            head: "Bucket",
            wideOnly: true,
            cell: (post) =>
              post.bucket && (
                <>
                  <i className={`bucket-dot bucket-${post.colour}`} /> {post.bucket}
                </>
              ),
          },
          bin
            ? {
                head: <span className="hidden">Act</span>,
                num: true,
                cell: (post) => (
                  <Button small icon="undo-2" act={undelete} onClick={() => undelete.mutate(post)}>
                    Take back
                  </Button>
                ),
              }
            : {
                head: "When",
                num: true,
                cell: (post) => <Time at={post.publishedAt ?? post.updatedAt} />,
              },
        ]}
      />
      {bin && (
        <p className="below small t3">They leave the disk with the next archive run, on {archiveRun()}.</p>
      )}
    </>
  );
}

function First({ write }: { write: ReactNode }) {
  const connections = useGet<{ items: Connection[] }>("/signal/connections");
  const personas = useGet<{ items: Persona[] }>("/signal/personas");
  const buckets = useGet<{ items: Bucket[] }>("/signal/buckets");
  const connected = connections.data?.items ?? [];
  return (
    <Empty
      title="No post yet"
      steps={[
        {
          label: "LinkedIn connected",
          done: connected.length > 0,
          detail: connected[0]?.name ?? "your profile, and pages if you have any",
          href: "/signal/connections",
        },
        {
          label: "Persona written",
          done: (personas.data?.items.length ?? 0) > 0,
          detail: personas.data?.items[0]?.name ?? "whose voice it is",
          href: "/signal/personas",
        },
        {
          label: "Bucket named",
          done: (buckets.data?.items.length ?? 0) > 0,
          detail: buckets.data?.items[0]?.name ?? "what you speak of",
          href: "/signal/buckets",
        },
      ]}
      actions={
        <>
          {write}
          <span className="small t3">A post can be written before anything is connected.</span>
        </>
      }
    >
      You write, or Claude writes variants and you choose. It goes out once, when you say so, and you see
      exactly what LinkedIn will show.
    </Empty>
  );
}
