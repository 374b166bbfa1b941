import "./signal.css";
import { useLocation, useParams } from "wouter";
import { useAct, useGet } from "../data";
import { archiveRun, Badge, Button, Failed, Loading, Notice, Page, Panel, Section, Time, toast } from "../ui";
import { PostEditor } from "./PostEditor";
import { PostText } from "./PostText";
import { Receipt } from "./Receipt";
import { reasons, states, type Post, type Target } from "./shapes";
import { UnknownPost } from "./UnknownPost";

export default function PostPage() {
  const { id = "" } = useParams();
  const path = `/signal/posts/${id}`;
  const post = useGet<Post>(path, {
    every: (data) => ((data as Post | undefined)?.state === "publishing" ? 1_500 : 15_000),
  });
  const targets = useGet<{ items: Target[] }>("/signal/targets");
  const data = post.data;
  if (!data) {
    return (
      <Page title="Post" back={{ href: "/signal/posts", label: "Posts" }}>
        {post.error ? <Failed problem={post.error} retry={() => void post.refetch()} /> : <Loading />}
      </Page>
    );
  }
  const editable = data.state === "draft" || data.state === "failed";
  return editable ? (
    <PostEditor key={data.id} post={data} targets={targets.data?.items ?? []} />
  ) : (
    <Still post={data} targets={targets.data?.items ?? []} />
  );
}

/** A post that cannot be edited: on its way, published, or of unknown fate. */
function Still({ post, targets }: { post: Post; targets: Target[] }) {
  const [tone, icon, word] = states[post.state];
  const back = useAct<Post, void>("POST", `/signal/posts/${post.id}/take-back`, {
    body: () => ({}),
    done: () => toast("Taken back. It is a draft again."),
  });
  const names = targets.filter((target) => post.mentionIds.includes(target.id)).map((target) => target.name);
  return (
    <Page
      title={title(post)}
      back={{ href: "/signal/posts", label: "Posts" }}
      badge={
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      }
      actions={
        post.state === "published" && (
          <>
            {post.permalink && (
              <a className="button plain" href={post.permalink} target="_blank" rel="noopener noreferrer">
                See it at LinkedIn
              </a>
            )}
            <DeletePost post={post} />
          </>
        )
      }
      panel={
        <Panel title="What became of it">
          {post.state === "unknown" && <UnknownPost post={post} />}
          <Receipt post={post} />
        </Panel>
      }
    >
      {back.error && <Notice problem={back.error} />}
      {post.state === "publishing" && (
        <Notice
          tone={post.reason ? "warning" : "accent"}
          title={reasons[post.reason ?? ""]?.[0] ?? "On its way to LinkedIn."}
        >
          {post.nextTryAt ? (
            <>
              Tried again <Time at={post.nextTryAt} />;{" "}
              {post.reason === "linkedin-version"
                ? "it waits until we have mended that, unless you take it back."
                : "after a quarter of an hour you decide anew."}{" "}
            </>
          ) : (
            "It goes at most once. "
          )}
          <Button small act={back} busy="Taking back" onClick={() => back.mutate()}>
            Take it back
          </Button>
        </Notice>
      )}
      <Section
        title={post.target?.name ?? "LinkedIn"}
        sub={
          post.publishedAt && (
            <>
              published <Time at={post.publishedAt} />
            </>
          )
        }
      >
        <PostText text={post.text} mentions={names} />
      </Section>
    </Page>
  );
}

export const title = (post: Post) => {
  const line = post.text.split("\n")[0]?.trim() ?? "";
  return line.length > 60 ? `${line.slice(0, 60).trimEnd()}…` : line || "New post";
};

export function DeletePost({ post }: { post: Post }) {
  const [, go] = useLocation();
  const undo = useAct<Post, void>("POST", `/signal/posts/${post.id}/undelete`, {
    body: () => ({}),
    done: () => go(`/signal/posts/${post.id}`),
  });
  const remove = useAct("DELETE", `/signal/posts/${post.id}`, {
    ends: true,
    etag: `"${post.version}"`,
    done: () => {
      toast(
        post.state === "published"
          ? "Deleted here. At LinkedIn it stays."
          : `The post is deleted. It leaves the disk on ${archiveRun()}.`,
        { undo: () => undo.mutate() },
      );
      go("/signal/posts");
    },
  });
  return (
    <>
      <Button icon="trash-2" act={remove} busy="Deleting" onClick={() => remove.mutate()}>
        Delete
      </Button>
      {remove.error && <Notice problem={remove.error} />}
    </>
  );
}
