import "./orbit.css";
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { useAct, useGet } from "../data";
import {
  Button,
  Confirm,
  Facts,
  Failed,
  Field,
  Loading,
  many,
  Notice,
  number,
  Page,
  Progress,
  Section,
  SumRow,
  Table,
  Time,
  toast,
  Toggle,
} from "../ui";
import type { Editing, Part } from "../ui/merging";
import { useMerging } from "../ui/useMerging";
import { ChooseMail } from "./ChooseMail";
import { ConnectButton } from "./ConnectButton";
import { StateBadge } from "./Mailboxes";
import type { FolderLine, Mailbox, UnreadMail, Visibility } from "./shapes";

const seen: Record<Visibility, string> = {
  private: "Nothing",
  strength: "How close you are to whom",
  subjects: "That, and the subjects",
  full: "That, and the text",
};

const why: Record<string, string> = {
  invalid_grant: "The permission was taken back or has run out.",
  interaction_required: "Your organisation wants you to sign in again.",
  access_denied: "Microsoft answers that access is denied.",
  no_mailbox: "Microsoft answers that there is no Exchange Online mailbox.",
  plan: "Your plan does not cover Orbit now, so it is not read. It goes on by itself once it does.",
  stalled: "Microsoft has not answered for a while; it is tried again by itself.",
};

/** One mailbox: choose, watch it being read, decide what others see, end it. */
export default function MailboxPage() {
  const { id = "" } = useParams();
  const [, go] = useLocation();
  const path = `/orbit/mailboxes/${id}`;
  const mailbox = useGet<Mailbox>(path, {
    every: (data) => ((data as Mailbox | undefined)?.state === "first_sync" ? 1500 : 15_000),
  });
  const [ending, end] = useState(false);
  const look = useAct<Mailbox, { all: boolean }>("POST", `${path}/sync`);
  const remove = useAct("DELETE", path, {
    ends: true,
    done: () => {
      toast("Disconnected. What was read from it is being deleted.");
      go("/orbit/mailboxes");
    },
  });
  const box = mailbox.data;
  const live = box?.mine && (box.state === "live" || box.state === "first_sync");
  return (
    <Page
      title={box?.address ?? "Mailbox"}
      back={{ href: "/orbit/mailboxes", label: "Mailboxes" }}
      badge={box && <StateBadge box={box} />}
      actions={
        live && (
          <Button icon="refresh-cw" act={look} busy="Looking" onClick={() => look.mutate({ all: false })}>
            Look now
          </Button>
        )
      }
    >
      {mailbox.error && !box && <Failed problem={mailbox.error} retry={() => void mailbox.refetch()} />}
      {mailbox.isPending && <Loading />}
      {look.error && <Notice problem={look.error} />}
      {box && !box.mine && (
        <p className="t2">
          This is {box.member}’s mailbox. You see how far it is read; what you see of it they decide:{" "}
          {seen[box.visibility].toLowerCase()}.
        </p>
      )}
      {box?.mine && box.state === "choosing" && <ChooseMail box={box} />}
      {box?.mine && box.state === "reconnect" && (
        <>
          <Notice tone="warning" title="It is not being read.">
            {why[box.problem ?? ""] ?? "Microsoft no longer lets us read it."} What was read stays.
          </Notice>
          <p className="below">
            <ConnectButton mailboxId={id}>Connect it again</ConnectButton>
          </p>
        </>
      )}
      {box?.moreThanReading && (
        <Notice tone="warning" title="Microsoft allows LeadFuel more than reading.">
          Your organisation’s consent covers changing or sending mail, too. We did not ask for that and do not
          use it: nothing but reading leaves here. At myapps.microsoft.com you or an administrator can take it
          back.
        </Notice>
      )}
      {box?.state === "first_sync" && <FirstSync box={box} />}
      {box?.problem && box.state !== "reconnect" && (
        <Notice tone="warning" title={why[box.problem] ?? "It could not be read just now."} />
      )}
      {box && box.state !== "choosing" && <Reading box={box} path={path} />}
      {live && <Others box={box} path={path} />}
      {box?.mine && box.state !== "disconnecting" && (
        <Section title="End it">
          <p className="t2">
            The tokens are deleted at once, then everything that was read from this mailbox. To take back the
            permission itself, open myapps.microsoft.com and remove LeadFuel; these permissions do not let us
            do it for you.
          </p>
          <p className="below">
            <Button kind="danger" icon="unplug" onClick={() => end(true)}>
              Disconnect
            </Button>
          </p>
        </Section>
      )}
      <Confirm
        open={ending}
        onClose={() => end(false)}
        title={`Disconnect ${box?.address ?? "this mailbox"}?`}
        verb="Disconnect and delete"
        busy="Disconnecting"
        act={remove}
        destroys
        onConfirm={() => remove.mutate()}
      >
        {many(box?.messages ?? 0, "mail")} and the people known from them alone are deleted. Nothing changes
        at Microsoft.
        {remove.error && <Notice problem={remove.error} />}
      </Confirm>
    </Page>
  );
}

function FirstSync({ box }: { box: Mailbox }) {
  const left =
    box.leftFromSeconds !== undefined && box.leftToSeconds !== undefined
      ? `${span(box.leftFromSeconds)} to ${span(box.leftToSeconds)} left`
      : undefined;
  return (
    <Section title="The first reading">
      <Progress
        label={`${box.percent} percent`}
        done={box.seen}
        total={box.total}
        unit="mails"
        detail={left}
      />
      <p className="t2">
        {box.heldUntil ? (
          <>
            Microsoft limits how much is read at once. It goes on <Time at={box.heldUntil} />.
          </>
        ) : (
          "Newest first. You can leave this page; people appear under Contacts as they are found."
        )}
      </p>
    </Section>
  );
}

const span = (seconds: number) =>
  seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;

function Reading({ box, path }: { box: Mailbox; path: string }) {
  const read = box.folders.filter((folder) => folder.included);
  const again = useAct<Mailbox, void>("POST", `${path}/sync`, {
    body: () => ({ all: true }),
    done: () => toast("It is read again from its beginning. What is stored stays meanwhile."),
  });
  return (
    <>
      <Section title="What is read">
        <Facts
          rows={[
            { label: "Text", value: box.withText ? "kept, without what it quotes" : "not kept" },
            {
              label: "History",
              value: box.oldestAt ? <Time at={box.oldestAt} full /> : "all",
              note: box.oldestAt ? "and newer" : undefined,
            },
            { label: "Mails kept", value: number(box.messages), note: "what a rule leaves out is not here" },
            { label: "Last read", value: box.syncedAt ? <Time at={box.syncedAt} /> : "not yet" },
            { label: "Next", value: box.nextSyncAt ? <Time at={box.nextSyncAt} /> : "–" },
          ]}
        />
        {box.mine && (
          <div className="row below">
            {box.state === "live" && (
              <Button act={again} busy="Beginning again" edits onClick={() => again.mutate()}>
                Read again from the beginning
              </Button>
            )}
            <Link href="/orbit/exclusions">What is left out</Link>
          </div>
        )}
        {again.error && <Notice problem={again.error} />}
      </Section>
      {read.length > 0 && (
        <Section title="Folders">
          <Table<FolderLine>
            label="Folders"
            rows={read}
            rowKey={(row) => row.id}
            columns={[
              { head: "Folder", cell: (row) => row.name, grow: true },
              { head: "State", cell: (row) => (row.current ? "up to date" : howFar(row)) },
              {
                head: "Seen",
                cell: (row) =>
                  !row.current && row.total > row.seen
                    ? `${number(row.seen)} of ${number(row.total)}`
                    : number(row.seen),
                num: true,
              },
            ]}
            sum={<SumRow span={2}>{number(read.reduce((all, folder) => all + folder.seen, 0))}</SumRow>}
          />
        </Section>
      )}
      {box.quarantined > 0 && <Unread box={box} path={path} />}
    </>
  );
}

/** Of a folder that nobody has counted, or that holds more than was counted, it is not known. */
const howFar = ({ seen, total }: FolderLine) =>
  total > seen ? `${Math.floor((100 * seen) / total)} percent read` : "being read";

/** Only the mailbox’s member sees which; others see how many. */
function Unread({ box, path }: { box: Mailbox; path: string }) {
  const unread = useGet<{ items: UnreadMail[] }>(`${path}/quarantine`, { off: !box.mine });
  return (
    <Section title={`${many(box.quarantined, "mail")} could not be read`}>
      <p className="t2">Each was tried three times and left aside; all others were read.</p>
      {unread.error && <Failed problem={unread.error} retry={() => void unread.refetch()} />}
      {unread.data && unread.data.items.length > 0 && (
        <Table<UnreadMail>
          label="Mails that could not be read"
          rows={unread.data.items}
          rowKey={(row) => row.graphId}
          columns={[
            { head: "Folder", cell: (row) => row.folder },
            { head: "Why", cell: (row) => row.reason, grow: true },
            { head: "Tries", cell: (row) => number(row.tries), num: true },
            { head: "Since", cell: (row) => <Time at={row.createdAt} />, num: true, wideOnly: true },
          ]}
        />
      )}
    </Section>
  );
}

type Shown = Pick<Mailbox, "visibility" | "replyInbox">;

const parts: Record<string, Part> = {
  visibility: { label: "Colleagues see", show: (value) => seen[value as Visibility] },
};

const editing: Editing<Mailbox, Shown> = {
  what: "This mailbox",
  wordsOf: ({ visibility, replyInbox }) => ({ visibility, replyInbox }),
  part: (path) => parts[path],
};

function Others({ box, path }: { box: Mailbox; path: string }) {
  const change = useMerging<Mailbox, Shown>("PATCH", path, { editing });
  const set = (part: Partial<Shown>) => {
    const words = editing.wordsOf(box);
    change.save({
      seen: { version: box.version, words },
      words: { ...words, ...part },
      take: () => {},
    });
  };
  return (
    <Section title="What others here see of it">
      <div className="stack">
        <Field
          as="select"
          label="Colleagues see"
          name="visibility"
          value={box.visibility}
          help="In lists, on pages, in searches and in what other parts of LeadFuel ask."
          onChange={(event) => set({ visibility: event.currentTarget.value as Visibility })}
        >
          {(Object.keys(seen) as Visibility[]).map((one) => (
            <option key={one} value={one}>
              {seen[one]}
            </option>
          ))}
        </Field>
        <Toggle
          label="Look here for answers to campaigns"
          on={box.replyInbox}
          act={change}
          change={(replyInbox) => set({ replyInbox })}
        />
        <p className="t2 small">
          To have mails ask for answers at this address, lead them here under{" "}
          <Link href="/reach/domains">Domains and senders</Link>.
        </p>
        {change.error && <Notice problem={change.error} />}
      </div>
    </Section>
  );
}
