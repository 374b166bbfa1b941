import { useState } from "react";
import { useAct, useGet } from "../data";
import { Button, Confirm, Facts, Failed, Field, Loading, Notice, Section, Time, toast } from "../ui";
import { SettingsPage } from "./SettingsPage";

interface Key {
  set: boolean;
  lastFour: string;
  givenBy: string;
  checkedAt: string | null;
  refusedAt: string | null;
  version: number;
}

/** The account's own key of Anthropic: it goes in and never comes out again. */
export default function AiKey() {
  const key = useGet<Key>("/core/ai-keys");
  return (
    <SettingsPage title="AI key">
      {key.isPending && <Loading />}
      {key.error && !key.data && <Failed problem={key.error} retry={() => void key.refetch()} />}
      {key.data?.set && <Kept held={key.data} />}
      {key.data && <Give held={key.data} />}
    </SettingsPage>
  );
}

function Kept({ held }: { held: Key }) {
  const [asking, ask] = useState(false);
  const check = useAct<Key>("POST", "/core/ai-keys/check", {
    done: (now) => toast(now.refusedAt ? "Anthropic refuses it." : "Anthropic accepts it."),
  });
  const remove = useAct("DELETE", "/core/ai-keys", {
    done: () => {
      ask(false);
      toast("Your key is deleted. Claude is asked with ours again.");
    },
  });
  return (
    <Section
      title="Your own key"
      more={
        <>
          <Button small act={check} busy="Asking Anthropic" onClick={() => check.mutate()}>
            Check it again
          </Button>{" "}
          <Button small kind="danger" icon="trash-2" onClick={() => ask(true)}>
            Remove
          </Button>
        </>
      }
    >
      {held.refusedAt && (
        <Notice tone="danger" title="Anthropic refuses this key.">
          Since <Time at={held.refusedAt} /> nothing is written with it, and ours is not used in its place.
          Give another one, or remove it.
        </Notice>
      )}
      {check.error && <Notice problem={check.error} />}
      <Facts
        rows={[
          { label: "Ends in", value: <code>{held.lastFour}</code> },
          { label: "Given by", value: held.givenBy },
          { label: "Accepted by Anthropic", value: held.checkedAt ? <Time at={held.checkedAt} /> : "" },
        ]}
      />
      <p className="t2 below">
        Scope, Reach and Signal ask Claude with it. When Anthropic refuses it they stop and say so; ours is
        not used in its place.
      </p>
      <Confirm
        open={asking}
        onClose={() => ask(false)}
        title={`Remove the key ending in ${held.lastFour}?`}
        verb="Remove the key"
        busy="Removing"
        act={remove}
        destroys
        onConfirm={() => remove.mutate()}
      >
        It is deleted here at once; at Anthropic it lives on until you revoke it there. The next text is asked
        for with our key.
        {remove.error && <Notice problem={remove.error} />}
      </Confirm>
    </Section>
  );
}

function Give({ held }: { held: Key }) {
  const [text, type] = useState("");
  const give = useAct<Key>("PUT", "/core/ai-keys", {
    body: () => ({ key: text.trim() }),
    done: (out) => {
      type("");
      toast(`The key ending in ${out.lastFour} is used from now on.`);
    },
  });
  return (
    <Section title={held.set ? "Another key" : "Bring your own key"}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          give.mutate();
        }}
      >
        <Field
          label="Key of Anthropic's API"
          name="key"
          type="password"
          autoComplete="off"
          value={text}
          problem={give.error}
          placeholder="sk-ant-"
          help="Anthropic is asked once whether it accepts it, without a prompt. It is stored encrypted and never shown again."
          onChange={(event) => type(event.currentTarget.value)}
        />
        <div className="row">
          <Button
            kind="main"
            type="submit"
            edits
            act={give}
            busy="Asking Anthropic"
            disabledBecause={!text.trim() && "Paste a key first."}
          >
            Use this key
          </Button>
        </div>
        {give.error && !give.error.errors?.key && <Notice problem={give.error} />}
      </form>
    </Section>
  );
}
