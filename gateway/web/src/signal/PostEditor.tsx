import { useRef, useState } from "react";
import { Link } from "wouter";
import { useGet, useReadOnly } from "../data";
import { Badge, Button, Field, Notice, number, Page, Panel, Section } from "../ui";
import { AskClaude } from "./AskClaude";
import { shown } from "./littleText";
import { DeletePost, title } from "./PostPage";
import { PostText } from "./PostText";
import { PublishPost } from "./PublishPost";
import { Receipt } from "./Receipt";
import { reasons, states, type Bucket, type Persona, type Post, type Target } from "./shapes";
import { usePost } from "./usePost";
import { Variants } from "./Variants";

/** One post while it is written: its text, what it will look like, where it goes. */
export function PostEditor({ post, targets }: { post: Post; targets: Target[] }) {
  const edit = usePost(post);
  const readOnly = useReadOnly();
  const [asking, ask] = useState(false);
  const [publishing, publish] = useState(false);
  const [tone, icon, word] = states[post.state];
  const mentions = targets
    .filter((target) => edit.mentionIds.includes(target.id))
    .map((target) => target.name);
  const length = shown(edit.text, mentions).length;
  const target = targets.find((one) => one.id === edit.targetId);
  const writing = post.generation && ["queued", "running"].includes(post.generation.state);
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
        <>
          <DeletePost post={post} />
          <Button
            kind="main"
            icon="send"
            edits
            disabledBecause={whyNot(edit.text, length, post, target, edit.saved)}
            onClick={() => publish(true)}
          >
            Publish
          </Button>
        </>
      }
      panel={
        <Panel title="What LinkedIn shows">
          <Section title={target?.name ?? "No place chosen yet"} sub={target && "as LinkedIn will show it"}>
            {edit.text.trim() ? (
              <PostText text={edit.text} mentions={mentions} folds />
            ) : (
              <p className="t3">The text will stand here.</p>
            )}
          </Section>
          <Receipt post={post} />
        </Panel>
      }
    >
      {post.state === "failed" && post.reason && (
        <Notice tone="danger" title={reasons[post.reason]?.[0] ?? "It did not go out."}>
          {reasons[post.reason]?.[1]}{" "}
          {post.reason === "connection-reauth-required" && (
            <Link href="/signal/connections">Connect it again</Link>
          )}
        </Notice>
      )}
      <div className="post-edit stack">
        <PostPlace post={post} edit={edit} targets={targets} readOnly={readOnly} />
        <Field
          as="textarea"
          label="What it should say"
          name="brief"
          maxLength={2_000}
          value={edit.brief}
          readOnly={readOnly}
          placeholder="How Cardine closed May in four days, and what they dropped"
          help="For Claude, in your words. It is never published."
          onChange={(event) => edit.change({ brief: event.currentTarget.value })}
          onBlur={edit.save}
        />
        <Words
          edit={edit}
          length={length}
          longest={post.longest}
          readOnly={readOnly}
          problem={edit.error}
          targets={targets}
        />
        {edit.error && <Notice problem={edit.error} typed retry={edit.saveAnew} />}
        <div className="row">
          <Button
            small
            icon="sparkles"
            edits
            disabledBecause={
              writing ? "Claude is writing already." : !edit.saved && "Your last words are being saved."
            }
            onClick={() => ask(true)}
          >
            {edit.text.trim() ? "Ask Claude for other variants" : "Let Claude write variants"}
          </Button>
        </div>
        {post.generation && (
          <Variants
            key={post.generation.id}
            generation={post.generation}
            mentions={mentions}
            current={edit.text}
            choose={(text) => edit.change({ text })}
          />
        )}
      </div>
      {asking && <AskClaude post={post} onClose={() => ask(false)} />}
      {publishing && target && (
        <PublishPost post={post} target={target} length={length} onClose={() => publish(false)} />
      )}
    </Page>
  );
}

function whyNot(text: string, length: number, post: Post, target: Target | undefined, saved: boolean) {
  if (!text.trim()) return "There is no text yet.";
  if (length > post.longest) return `It is ${number(length - post.longest)} characters too long.`;
  if (!target) return "Choose the profile or page it goes to.";
  if (target.connection === "reauth_required") return "LinkedIn wants you to connect this profile again.";
  if (target.state !== "active") return "LinkedIn does not let you post there any more.";
  return !saved && "Your last words are being saved; then it can go out.";
}

type Edit = ReturnType<typeof usePost>;

/** Where it goes, whose voice it has, what it is about. */
function PostPlace({
  edit,
  targets,
  readOnly,
}: {
  post: Post;
  edit: Edit;
  targets: Target[];
  readOnly: boolean;
}) {
  const personas = useGet<{ items: Persona[] }>("/signal/personas").data?.items ?? [];
  const buckets = useGet<{ items: Bucket[] }>("/signal/buckets").data?.items ?? [];
  const icps = useGet<{ items: { id: string; name: string }[] }>("/signal/icps").data?.items ?? [];
  const choose = (part: Parameters<Edit["change"]>[0]) => {
    edit.change(part);
    edit.save();
  };
  const select = (
    label: string,
    name: string,
    value: string | null,
    items: { id: string; name: string }[],
    set: (id: string | null) => void,
    none: string,
  ) => (
    <Field
      as="select"
      label={label}
      name={name}
      value={value ?? ""}
      disabled={readOnly}
      onChange={(event) => set(event.currentTarget.value || null)}
    >
      <option value="">{none}</option>
      {items.map((item) => (
        <option key={item.id} value={item.id}>
          {item.name}
        </option>
      ))}
    </Field>
  );
  return (
    <div className="post-place">
      {select(
        "Goes to",
        "targetId",
        edit.targetId,
        targets.map((target) => ({
          id: target.id,
          name: `${target.name}, ${target.kind}${target.state === "active" ? "" : ", no access"}`,
        })),
        (targetId) => choose({ targetId }),
        targets.length > 0 ? "Choose a place" : "Nothing is connected yet",
      )}
      {select(
        "Persona",
        "personaId",
        edit.personaId,
        personas,
        (personaId) => {
          const place = personas.find((persona) => persona.id === personaId)?.defaultTargetId;
          choose({ personaId, ...(place && !edit.targetId ? { targetId: place } : {}) });
        },
        "Nobody's voice",
      )}
      {select("Bucket", "bucketId", edit.bucketId, buckets, (bucketId) => choose({ bucketId }), "No bucket")}
      {select("For which ICP", "icpId", edit.icpId, icps, (icpId) => choose({ icpId }), "No ICP")}
    </div>
  );
}

function Words({
  edit,
  length,
  longest,
  readOnly,
  problem,
  targets,
}: {
  edit: Edit;
  length: number;
  longest: number;
  readOnly: boolean;
  problem: Edit["error"];
  targets: Target[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const pages = targets.filter((target) => target.kind === "page");
  const mention = (id: string) => {
    const page = pages.find((one) => one.id === id);
    const area = box.current?.querySelector("textarea");
    if (!page) return;
    const at = area?.selectionStart ?? edit.text.length;
    edit.change({
      text: `${edit.text.slice(0, at)}@${page.name}${edit.text.slice(area?.selectionEnd ?? at)}`,
      mentionIds: [...new Set([...edit.mentionIds, id])],
    });
    area?.focus();
  };
  return (
    <div ref={box} className="stack">
      <Field
        as="textarea"
        label="Text"
        name="text"
        className="post-words"
        maxLength={10_000}
        value={edit.text}
        readOnly={readOnly}
        problem={problem}
        onChange={(event) => edit.change({ text: event.currentTarget.value })}
        onBlur={edit.save}
      />
      <p className="post-count">
        <span className={length > longest ? "danger" : "t3"} role="status">
          {number(length)} of {number(longest)}
          {length > longest && `, ${number(length - longest)} too many`}
        </span>
        <span className="t3">
          {edit.busy ? "Saving" : edit.error ? "Not saved" : edit.saved ? "Saved" : "Not saved yet"}
        </span>
        {pages.length > 0 && !readOnly && (
          <span className="row-end">
            <Field
              as="select"
              bare
              label="Mention a page"
              name="mention"
              value=""
              onChange={(event) => mention(event.currentTarget.value)}
            >
              <option value="">Mention a page</option>
              {pages.map((page) => (
                <option key={page.id} value={page.id}>
                  {page.name}
                </option>
              ))}
            </Field>
          </span>
        )}
      </p>
    </div>
  );
}
