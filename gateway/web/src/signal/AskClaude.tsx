import { useEffect, useRef, useState } from "react";
import { useAct } from "../data";
import { useIncluded } from "../prompt/Findings";
import { SendPreview, type Preview } from "../prompt/SendPreview";
import { Field } from "../ui";
import type { Generation, Post } from "./shapes";

interface Wish {
  count: number;
  note: string;
}

/** What Claude would read for this post, asked anew when the wish changes. */
export function AskClaude({ post, onClose }: { post: Post; onClose: () => void }) {
  const [wish, setWish] = useState<Wish>({ count: 3, note: "" });
  const preview = useAct<Preview, Wish>("POST", `/signal/posts/${post.id}/prompt-preview`, { refresh: [] });
  const included = useIncluded(preview.data);
  const start = useAct<Generation, Wish>("POST", `/signal/posts/${post.id}/generations`, {
    body: (words) => ({ ...words, promptHash: preview.data?.hash, included: included.spans }),
    done: onClose,
  });
  const look = useRef(preview.mutate);
  look.current = preview.mutate;
  useEffect(() => {
    const timer = setTimeout(() => look.current(wish), wish.note ? 500 : 0);
    return () => clearTimeout(timer);
  }, [wish]);
  return (
    <SendPreview
      title="Let Claude write this post?"
      preview={preview.data}
      problem={preview.error}
      again={() => {
        start.reset();
        preview.mutate(wish);
      }}
      start={start}
      onStart={() => start.mutate(wish)}
      startProblem={start.error}
      onClose={onClose}
      included={included}
      disabledBecause={
        preview.variables !== wish || preview.isPending
          ? "Your wish is being put in; then you see what would leave."
          : undefined
      }
      before={
        <>
          <Field
            as="select"
            label="Variants"
            name="count"
            value={String(wish.count)}
            onChange={(event) => setWish({ ...wish, count: Number(event.currentTarget.value) })}
          >
            {[1, 2, 3, 4, 5].map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </Field>
          <Field
            as="textarea"
            label="Your note to Claude"
            name="note"
            maxLength={1000}
            value={wish.note}
            help="Such as: shorter, begin with the number, no question at the end."
            onChange={(event) => setWish({ ...wish, note: event.currentTarget.value })}
          />
        </>
      }
    >
      Samples and rules of the persona are part of it. Your text stays until you choose a variant.
    </SendPreview>
  );
}
