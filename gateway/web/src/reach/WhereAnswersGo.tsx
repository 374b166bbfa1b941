import { useState } from "react";
import { Link } from "wouter";
import { useAct, useGet } from "../data";
import type { Mailbox } from "../orbit/shapes";
import {
  Badge,
  Button,
  Confirm,
  Field,
  Loading,
  Notice,
  Section,
  Table,
  Time,
  toast,
  type Tone,
} from "../ui";
import type { IconName } from "../ui";
import type { ReplyAddress, Sender } from "./shapes";

const path = "/reach/reply-addresses";

const states: Record<ReplyAddress["state"], [Tone, IconName, string]> = {
  waiting: ["warning", "clock", "Waiting for the probe"],
  ready: ["positive", "check", "Answers go there"],
  failed: ["danger", "circle-alert", "The probe did not come"],
  closed: ["warning", "unplug", "Not read any more"],
};

const plus = (address: string) => address.replace("@", "+r.…@");

/** For each sender: to us through Resend, or to a mailbox of a member's own, once a probe was seen there. */
export function WhereAnswersGo() {
  const senders = useGet<{ items: Sender[] }>("/reach/senders");
  const addresses = useGet<{ items: ReplyAddress[] }>(path, {
    every: (data) =>
      (data as { items: ReplyAddress[] } | undefined)?.items.some((one) => one.state === "waiting")
        ? 5000
        : false,
  });
  const [choosing, choose] = useState<Sender>();
  const [leaving, leave] = useState<[Sender, ReplyAddress]>();
  const rows = senders.data?.items ?? [];
  if (rows.length === 0) return null;
  const of = (sender: Sender) => addresses.data?.items.find((one) => one.senderId === sender.id);
  return (
    <Section title="Where answers go">
      {addresses.error && <Notice problem={addresses.error} retry={() => void addresses.refetch()} />}
      {addresses.isPending && <Loading />}
      {addresses.data && (
        <Table<Sender>
          label="Where answers go"
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            { head: "Answers to", cell: (row) => row.address },
            { head: "Go to", cell: (row) => of(row)?.address ?? "LeadFuel, through Resend", grow: true },
            { head: "State", cell: (row) => <State address={of(row)} /> },
            {
              head: <span className="hidden">Acts</span>,
              num: true,
              cell: (row) => {
                const address = of(row);
                return address ? (
                  <Button
                    small
                    kind="quiet"
                    icon="undo-2"
                    edits
                    label={`Lead answers to ${row.address} back`}
                    onClick={() => leave([row, address])}
                  >
                    {null}
                  </Button>
                ) : (
                  <Button
                    small
                    edits
                    label={`Use my mailbox for answers to ${row.address}`}
                    onClick={() => choose(row)}
                  >
                    Use my mailbox
                  </Button>
                );
              },
            },
          ]}
        />
      )}
      {addresses.data?.items
        .filter((one) => one.state !== "ready")
        .map((one) => (
          <Waiting key={one.id} address={one} />
        ))}
      {choosing && <Choose sender={choosing} onClose={() => choose(undefined)} />}
      {leaving && <LeadBack sender={leaving[0]} address={leaving[1]} onClose={() => leave(undefined)} />}
    </Section>
  );
}

function State({ address }: { address: ReplyAddress | undefined }) {
  const [tone, icon, word] = address ? states[address.state] : (["neutral", "check", "Ready"] as const);
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** What stands in the way, what is safe meanwhile, and the way out. */
function Waiting({ address }: { address: ReplyAddress }) {
  const again = useAct<ReplyAddress>("POST", `${path}/${address.id}/probes`, {
    done: () => toast(`Another probe is on its way to ${plus(address.address)}.`),
  });
  const waits = address.state === "waiting";
  return (
    <Notice
      tone={address.state === "failed" ? "danger" : "warning"}
      title={waits ? `A probe is on its way to ${plus(address.address)}.` : why(address)}
    >
      {waits ? (
        <>
          Sent <Time at={address.askedAt} />; the mailbox is looked at every minute. If it has not come by{" "}
          <Time at={address.givesUpAt} />, look in the junk folder and move it to the inbox, or send another.
        </>
      ) : (
        wayOut(address)
      )}{" "}
      Until a probe is seen, answers come through Resend as before.
      {again.error && <Notice problem={again.error} />}
      <p className="below">
        <Button small icon="send" edits act={again} busy="Sending" onClick={() => again.mutate()}>
          Send another probe
        </Button>
      </p>
    </Notice>
  );
}

function why({ problem, address }: ReplyAddress) {
  if (problem === "came_back") return `The probe came back from ${plus(address)}.`;
  if (problem === "not_sent") return "The probe could not be sent.";
  if (problem === "not_read") return `${address} is not read for answers any more.`;
  return `No probe was seen in ${address}.`;
}

function wayOut({ problem, mailboxId }: ReplyAddress) {
  if (problem === "came_back")
    return "The organisation may have switched plus addresses off. Ask its administrator to allow them in Exchange, then send another.";
  if (problem === "not_sent") return "Check that the sender's domain is verified, then send another.";
  if (problem === "not_read")
    return (
      <>
        <Link href={`/orbit/mailboxes/${mailboxId}`}>Connect the mailbox</Link> and let it be looked at for
        answers, then send another.
      </>
    );
  return (
    <>
      Look in its junk folder and in what rules move away, and whether{" "}
      <Link href={`/orbit/mailboxes/${mailboxId}`}>its inbox is read</Link>. Then send another.
    </>
  );
}

function Choose({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const mailboxes = useGet<{ items: Mailbox[] }>("/orbit/mailboxes");
  const mine = mailboxes.data?.items.filter(
    (box) => box.mine && (box.state === "live" || box.state === "first_sync"),
  );
  const [chosen, choose] = useState<string>();
  const box = mine?.find((one) => one.id === chosen) ?? mine?.[0];
  const act = useAct<ReplyAddress, { senderId: string; mailboxId: string }>("POST", path, {
    refresh: ["/reach/", "/orbit/"],
    done: () => {
      toast("The probe is on its way.");
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Which mailbox takes answers to ${sender.address}?`}
      verb="Send the probe"
      busy="Sending"
      act={act}
      leaves={
        box && [
          { label: "Through Resend", value: `one mail from ${sender.address}` },
          { label: "To", value: plus(box.address) },
        ]
      }
      onConfirm={() => box && act.mutate({ senderId: sender.id, mailboxId: box.id })}
    >
      <p>
        A probe goes to it first. When it has been seen there, mails of {sender.address} ask for answers at
        your own address, and each answer is found by the mark after the plus sign.
      </p>
      {mailboxes.error && <Notice problem={mailboxes.error} />}
      {mine?.length === 0 && (
        <Notice tone="warning" title="No mailbox of yours is being read.">
          <Link href="/orbit/mailboxes">Connect one</Link> first.
        </Notice>
      )}
      {box && (
        <Field
          as="select"
          label="Mailbox"
          name="mailboxId"
          value={box.id}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {mine?.map((one) => (
            <option key={one.id} value={one.id}>
              {one.address}
            </option>
          ))}
        </Field>
      )}
      {act.error && <Notice problem={act.error} />}
    </Confirm>
  );
}

function LeadBack({
  sender,
  address,
  onClose,
}: {
  sender: Sender;
  address: ReplyAddress;
  onClose: () => void;
}) {
  const act = useAct("DELETE", `${path}/${address.id}`, {
    done: () => {
      toast(`Answers to ${sender.address} come through Resend.`);
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Lead answers to ${sender.address} back?`}
      verb="Lead them back"
      busy="Leading back"
      act={act}
      onConfirm={() => act.mutate()}
    >
      Mails sent from now on ask for answers through Resend. Answers to earlier ones are still found in{" "}
      {address.address}.{act.error && <Notice problem={act.error} />}
    </Confirm>
  );
}
