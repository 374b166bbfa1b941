import { Link } from "wouter";
import { useGet } from "../data";
import { Badge, Empty, Failed, Loading, number, Page, Table, Time, type IconName, type Tone } from "../ui";
import { ConnectButton } from "./ConnectButton";
import type { Mailbox, MailboxState } from "./shapes";

const states: Record<MailboxState, [Tone, IconName, string]> = {
  choosing: ["warning", "circle-help", "Choose"],
  first_sync: ["accent", "loader", "Reading"],
  live: ["positive", "check", "Live"],
  reconnect: ["danger", "unplug", "Connect again"],
  disconnecting: ["neutral", "trash-2", "Being deleted"],
};

export function StateBadge({ box }: { box: Mailbox }) {
  const [tone, icon, word] = box.stalled
    ? (["warning", "clock", "Not read for an hour"] as const)
    : states[box.state];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** Every mailbox of the account: its state for all, what is in it for its own member. */
export default function Mailboxes() {
  const mailboxes = useGet<{ items: Mailbox[] }>("/orbit/mailboxes", { every: 5000 });
  const items = mailboxes.data?.items;
  return (
    <Page
      title="Mailboxes"
      sub="what Orbit reads from"
      back={{ href: "/orbit/contacts", label: "Contacts" }}
      actions={items && items.length > 0 && <ConnectButton />}
    >
      {mailboxes.error && !items && (
        <Failed problem={mailboxes.error} retry={() => void mailboxes.refetch()} />
      )}
      {mailboxes.isPending && <Loading />}
      {items?.length === 0 && (
        <Empty title="No mailbox is connected" actions={<ConnectButton />}>
          Orbit asks Microsoft for reading alone: Mail.Read, your name, and the right to go on reading until
          you take it back. It cannot send, delete or mark anything.
        </Empty>
      )}
      {items && items.length > 0 && (
        <Table<Mailbox>
          label="Mailboxes"
          rows={items}
          rowKey={(row) => row.id}
          columns={[
            {
              head: "Mailbox",
              cell: (row) => <Link href={`/orbit/mailboxes/${row.id}`}>{row.address}</Link>,
              grow: true,
            },
            { head: "State", cell: (row) => <StateBadge box={row} /> },
            { head: "Of", cell: (row) => (row.mine ? "you" : row.member), wideOnly: true },
            { head: "Mails kept", cell: (row) => number(row.messages), num: true, wideOnly: true },
            { head: "Read", cell: (row) => <Time at={row.syncedAt} />, num: true },
          ]}
        />
      )}
      <p className="below t2">
        <Link href="/orbit/exclusions">What is left out</Link>
      </p>
    </Page>
  );
}
