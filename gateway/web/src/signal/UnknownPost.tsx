import { useState } from "react";
import { useAct } from "../data";
import { Button, Field, Form, Icon, Notice, Time, toast } from "../ui";
import type { Post } from "./shapes";

/** LinkedIn never said. Only a person can tell, so nothing is sent again by itself. */
export function UnknownPost({ post }: { post: Post }) {
  const [pasting, paste] = useState(false);
  const say = useAct<Post, { url?: string; notFound: boolean }>(
    "POST",
    `/signal/posts/${post.id}/resolution`,
    {
      done: (out) => toast(out.state === "published" ? "Kept as published." : "It is a draft again."),
    },
  );
  const last = post.attempts[post.attempts.length - 1];
  return (
    <section className="section unknown" aria-labelledby="unknown-head">
      <h2 id="unknown-head" className="row">
        <span className="danger">
          <Icon name="circle-help" />
        </span>
        Did this one go out?
      </h2>
      <p className="t2">
        It was handed to LinkedIn <Time at={last?.sentAt} full />, and no answer came. We never send twice on
        a guess
        {post.target?.kind === "page"
          ? "; we look for it among the posts of the page, and you can say it sooner."
          : ", and the posts of a profile cannot be read back."}
      </p>
      <Button
        wide
        edits
        onClick={() => paste(!pasting)}
        disabledBecause={say.isPending && "Your answer is being kept."}
      >
        It is there: paste its link
      </Button>
      {pasting && (
        <Form onSubmit={({ url = "" }) => say.mutate({ url: url.trim(), notFound: false })}>
          <Field
            label="Link of the post"
            name="url"
            type="url"
            autoFocus
            placeholder="linkedin.com/feed/update/…"
            problem={say.error}
          />
          <Button kind="main" type="submit" act={say} busy="Keeping">
            It is this one
          </Button>
        </Form>
      )}
      <Button wide act={say} busy="Putting back" onClick={() => say.mutate({ notFound: true })}>
        It is not there: put it back
      </Button>
      {say.error && Object.keys(say.error.errors).length === 0 && <Notice problem={say.error} />}
    </section>
  );
}
