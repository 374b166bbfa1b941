import { useState } from "react";
import { useAct, useGet } from "../data";
import { Badge, Button, Confirm, Dialog, Field, Form, Notice, Section, Table, toast } from "../ui";
import type { Editing, Fields } from "../ui/merging";
import { useMerging } from "../ui/useMerging";
import type { Sender, SendingDomain } from "./shapes";

/** Names and addresses to send as; each of a domain above. */
export function Senders({ domains }: { domains: SendingDomain[] }) {
  const senders = useGet<{ items: Sender[] }>("/reach/senders");
  const [adding, add] = useState(false);
  const [renaming, rename] = useState<Sender>();
  const [removing, remove] = useState<Sender>();
  return (
    <Section
      title="Senders"
      more={
        <Button
          small
          icon="plus"
          edits
          disabledBecause={domains.length === 0 && "Add a domain first; a sender's address is of one."}
          onClick={() => add(true)}
        >
          Add a sender
        </Button>
      }
    >
      {senders.error && <Notice problem={senders.error} retry={() => void senders.refetch()} />}
      {senders.data?.items.length === 0 && (
        <p className="t2">No sender yet. It is the name and address people see in their mailbox.</p>
      )}
      {senders.data && senders.data.items.length > 0 && (
        <Table<Sender>
          label="Senders"
          rows={senders.data.items}
          rowKey={(row) => row.id}
          columns={[
            { head: "Name", cell: (row) => row.name },
            { head: "Address", cell: (row) => row.address, grow: true },
            {
              head: "Can send",
              cell: (row) =>
                row.verified ? (
                  <Badge tone="positive" icon="check">
                    Yes
                  </Badge>
                ) : (
                  <Badge tone="warning" icon="clock">
                    Domain not verified
                  </Badge>
                ),
            },
            {
              head: <span className="hidden">Acts</span>,
              num: true,
              cell: (row) => (
                <>
                  <Button
                    small
                    kind="quiet"
                    icon="pencil"
                    edits
                    label={`Rename ${row.address}`}
                    onClick={() => rename(row)}
                  >
                    {null}
                  </Button>
                  <Button
                    small
                    kind="quiet"
                    icon="trash-2"
                    edits
                    label={`Remove ${row.address}`}
                    onClick={() => remove(row)}
                  >
                    {null}
                  </Button>
                </>
              ),
            },
          ]}
        />
      )}
      {adding && <Add domain={domains[0]?.name ?? ""} onClose={() => add(false)} />}
      {renaming && <Rename sender={renaming} onClose={() => rename(undefined)} />}
      {removing && <Remove sender={removing} onClose={() => remove(undefined)} />}
    </Section>
  );
}

function Add({ domain, onClose }: { domain: string; onClose: () => void }) {
  const act = useAct<Sender, { name: string; address: string }>("POST", "/reach/senders", { done: onClose });
  return (
    <Dialog open onClose={onClose} title="Who writes?">
      <Form
        keep="new-sender"
        act={act}
        onSubmit={({ name = "", address = "" }) => act.mutate({ name: name.trim(), address: address.trim() })}
      >
        <Field
          label="Name"
          name="name"
          autoFocus
          maxLength={100}
          placeholder="Maria Kern"
          problem={act.error}
        />
        <Field
          label="Address"
          name="address"
          type="email"
          placeholder={`maria@${domain}`}
          problem={act.error}
        />
        {act.error && Object.keys(act.error.errors).length === 0 && <Notice problem={act.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={act} busy="Adding">
            Add the sender
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

const editing: Editing<Sender, Fields> = {
  what: "This sender",
  wordsOf: ({ name }) => ({ name }),
  part: () => ({ label: "Name" }),
};

function Rename({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const act = useMerging<Sender, Fields>("PUT", `/reach/senders/${sender.id}`, {
    editing,
    body: ({ name = "" }) => ({ name: name.trim() }),
    done: onClose,
  });
  return (
    <Dialog open onClose={onClose} title={`Which name does ${sender.address} show?`}>
      <Form
        from={{ version: sender.version, words: editing.wordsOf(sender) }}
        onSubmit={(_fields, _form, edit) => act.save(edit)}
      >
        <Field
          label="Name"
          name="name"
          autoFocus
          maxLength={100}
          defaultValue={sender.name}
          help="Campaigns that run keep the old name until something of their plan is changed."
          problem={act.error}
        />
        {act.error && !act.error.errors.name && <Notice problem={act.error} typed />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={act} busy="Renaming">
            Rename it
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Remove({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const act = useAct("DELETE", `/reach/senders/${sender.id}`, {
    etag: `"${sender.version}"`,
    done: () => {
      toast(`${sender.address} was removed.`);
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Remove ${sender.address}?`}
      verb="Remove the sender"
      busy="Removing"
      act={act}
      destroys
      onConfirm={() => act.mutate()}
    >
      Plans that named it need another sender before they can be launched.
      {act.error && <Notice problem={act.error} />}
    </Confirm>
  );
}
