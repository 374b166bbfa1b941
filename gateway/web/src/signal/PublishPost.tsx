import { useAct } from "../data";
import { Confirm, Notice, number, toast } from "../ui";
import type { Post, Target } from "./shapes";

export function PublishPost({
  post,
  target,
  length,
  onClose,
}: {
  post: Post;
  target: Target;
  length: number;
  onClose: () => void;
}) {
  const publish = useAct<Post, void>("POST", `/signal/posts/${post.id}/publish`, {
    body: () => ({ contentHash: post.contentHash }),
    done: () => {
      toast("On its way to LinkedIn.");
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Publish to ${target.name} now?`}
      verb="Publish it"
      busy="Publishing"
      act={publish}
      onConfirm={() => publish.mutate()}
      leaves={[
        { label: "The text", value: number(length), note: "characters, to LinkedIn" },
        { label: "Your sign-in", value: "1", note: "token, for this one call" },
      ]}
    >
      Everybody at LinkedIn can read it. It is sent once; if no answer comes, you are asked before anything is
      sent again.
      {publish.error && <Notice problem={publish.error} />}
    </Confirm>
  );
}
