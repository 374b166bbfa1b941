import { useState } from "react";
import { useAct } from "../data";
import { Badge, Button, Confirm, Field, Form, Notice, Time, toast } from "../ui";
import { Secret } from "./Secret";
import { TestOutcome } from "./TestOutcome";
import { channelNames, reason, type Channel, type ChannelKind, type TestResult } from "./shapes";

interface Words {
  label: string;
  help: string;
  like: string;
  without: string;
  after: string;
}

const words: Record<ChannelKind, Words> = {
  slack: {
    label: "Address of the channel’s webhook",
    help: "In Slack: create an app, switch on Incoming Webhooks, choose the channel, copy the address. It is kept encrypted and never shown again.",
    like: "hooks.slack.com/services/T…/B…/…",
    without: "Events of your choice are posted to one channel, in a sentence and with a link back.",
    after: "At Slack the webhook stays until you remove it there, in the settings of its app.",
  },
  webhook: {
    label: "Address of your receiver",
    help: "A public https address. Each event is signed, so that your receiver can tell it from a forged one.",
    like: "hooks.company.com/leadfuel",
    without: "Events of your choice are posted to an address of yours as signed JSON.",
    after: "Your receiver keeps what it got.",
  },
};

/** One address: give it, try it, take it away. */
export function ChannelCard({ kind, channel }: { kind: ChannelKind; channel: Channel | null }) {
  const [removing, setRemoving] = useState(false);
  const name = channelNames[kind];
  const path = `/core/integrations/${kind}`;
  const connect = useAct<unknown, Record<string, string>>("PUT", path, {
    done: () => toast("Saved. Send a test; events begin once it has arrived."),
  });
  const test = useAct<TestResult>("POST", `${path}/test`, { body: () => ({}) });
  const remove = useAct("DELETE", path, { done: () => setRemoving(false) });
  return (
    <section className="channel stack" aria-label={name}>
      <header className="row">
        <h2>{name}</h2>
        {channel && <State channel={channel} />}
      </header>
      {!channel && (
        <>
          <p className="t2">{words[kind].without}</p>
          <Form label={`Connect ${name}`} onSubmit={(given) => connect.mutate(given)}>
            <Field
              label={words[kind].label}
              name="url"
              type="url"
              required
              autoComplete="off"
              placeholder={words[kind].like}
              help={words[kind].help}
              problem={connect.error}
            />
            {kind === "slack" && (
              <Field
                label="Channel"
                name="name"
                maxLength={80}
                autoComplete="off"
                placeholder="#sales"
                help="What you call it, so that you know it again here."
                problem={connect.error}
              />
            )}
            {connect.error && !connect.error.errors.url && <Notice problem={connect.error} />}
            <Button type="submit" kind="main" act={connect} busy="Connecting">
              Connect {name}
            </Button>
          </Form>
        </>
      )}
      {channel && (
        <>
          {channel.name && <p className="channel-name">{channel.name}</p>}
          <p className="mono channel-address">{channel.address}</p>
          {channel.stoppedAt && (
            <p className="t2">
              Switched off <Time at={channel.stoppedAt} />: {reason(channel.stoppedBecause ?? "")}. A test
              that arrives switches it on again.
            </p>
          )}
          <div className="row">
            <Button icon="send" act={test} busy="Sending" onClick={() => test.mutate()}>
              Send a test
            </Button>
            <Button kind="danger" icon="unplug" onClick={() => setRemoving(true)}>
              Disconnect
            </Button>
          </div>
          <div role="status">{test.data && <TestOutcome kind={kind} result={test.data} />}</div>
          {test.error && <Notice problem={test.error} />}
          {kind === "webhook" && <Secret oldUntil={channel.oldSecretUntil} />}
        </>
      )}
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Disconnect ${name}?`}
        verb="Disconnect"
        busy="Disconnecting"
        act={remove}
        destroys
        onConfirm={() => remove.mutate()}
      >
        The address and what is switched on for it are deleted; events that wait are not sent.{" "}
        {words[kind].after}
        {remove.error && <Notice problem={remove.error} />}
      </Confirm>
    </section>
  );
}

function State({ channel }: { channel: Channel }) {
  if (channel.stoppedAt)
    return (
      <Badge tone="danger" icon="ban">
        switched off
      </Badge>
    );
  if (channel.provedAt)
    return (
      <Badge tone="positive" icon="check">
        connected
      </Badge>
    );
  return <Badge icon="circle-dashed">waits for a test</Badge>;
}
