import { useState } from "react";
import { useAct, useGet } from "../data";
import {
  Button,
  Confirm,
  Empty,
  Failed,
  Field,
  Form,
  Loading,
  many,
  Notice,
  number,
  Page,
  Table,
  Time,
  toast,
} from "../ui";
import { Dialog } from "../ui";
import type { Exclusion, ExclusionKind } from "./shapes";

const kinds: Record<ExclusionKind, string> = {
  address: "An address",
  domain: "A domain",
  folder: "A folder",
  category: "A category",
  marked: "Mail marked private, personal or confidential",
  internal: "Mail among colleagues",
  free_mail: "Addresses at free providers",
  robots: "Newsletters and machines",
};

const withValue: ExclusionKind[] = ["address", "domain", "folder", "category"];

/** What a mail is marked with is not kept, so what is stored cannot be held against such a rule. */
const unseen: ExclusionKind[] = ["category", "marked"];

/** What never gets stored, and how much of it there was. */
export default function Exclusions() {
  const rules = useGet<{ items: Exclusion[]; leftOut: number; forAll: boolean }>("/orbit/exclusions");
  const [adding, add] = useState(false);
  const remove = useAct<unknown, Exclusion>("DELETE", (rule) => `/orbit/exclusions/${rule.id}`, {
    body: () => undefined,
    done: () =>
      toast(
        "The rule is gone. What it kept out comes when you read the mailbox again from the beginning; its page has a button for that.",
      ),
  });
  const items = rules.data?.items;
  const act = (
    <Button kind="main" icon="plus" edits onClick={() => add(true)}>
      Leave something out
    </Button>
  );
  return (
    <Page
      title="What is left out"
      sub={rules.data && rules.data.leftOut > 0 ? `${number(rules.data.leftOut)} mails so far` : undefined}
      back={{ href: "/orbit/mailboxes", label: "Mailboxes" }}
      actions={items && items.length > 0 && act}
    >
      {rules.error && !items && <Failed problem={rules.error} retry={() => void rules.refetch()} />}
      {rules.isPending && <Loading />}
      {items?.length === 0 && (
        <Empty title="Nothing is left out" actions={act}>
          A rule is asked before a mail is stored. What it covers leaves a hash of its id behind, from which
          nothing can be read; and what was stored before is removed when you make the rule.
        </Empty>
      )}
      {items && items.length > 0 && (
        <Table<Exclusion>
          label="Rules"
          rows={items}
          rowKey={(row) => row.id}
          columns={[
            { head: "Left out", cell: (row) => kinds[row.kind] },
            { head: "Which", cell: (row) => row.value || "all of it", grow: true },
            {
              head: "For",
              cell: (row) => (row.wholeAccount ? "everybody here" : "your mailboxes"),
              wideOnly: true,
            },
            { head: "Since", cell: (row) => <Time at={row.createdAt} />, num: true, wideOnly: true },
            {
              head: <span className="hidden">Act</span>,
              cell: (row) =>
                (!row.wholeAccount || rules.data?.forAll) && (
                  <Button small act={remove} busy="Removing" onClick={() => remove.mutate(row)}>
                    Remove
                  </Button>
                ),
            },
          ]}
        />
      )}
      {remove.error && <Notice problem={remove.error} />}
      {adding && <AddRule forAll={rules.data?.forAll ?? false} onClose={() => add(false)} />}
    </Page>
  );
}

interface Rule {
  kind: ExclusionKind;
  value: string;
  wholeAccount: boolean;
}

/** First how much it would remove, then the yes to that number. */
function AddRule({ forAll, onClose }: { forAll: boolean; onClose: () => void }) {
  const [kind, choose] = useState<ExclusionKind>("domain");
  const [asked, ask] = useState<Rule & { messages: number; people: number }>();
  const preview = useAct<{ value: string; messages: number; people: number }, Rule>(
    "POST",
    "/orbit/exclusions/preview",
    { refresh: [], done: (out, rule) => ask({ ...rule, ...out }) },
  );
  const make = useAct<Exclusion, Rule & { removes: number }>("POST", "/orbit/exclusions", { done: onClose });
  if (asked)
    return (
      <Confirm
        open
        onClose={onClose}
        title={`Leave out ${asked.value || kinds[asked.kind].toLowerCase()}?`}
        verb={asked.messages > 0 ? `Remove ${many(asked.messages, "mail")}` : "Make the rule"}
        busy="Removing"
        act={make}
        destroys={asked.messages > 0}
        onConfirm={() =>
          make.mutate({
            kind: asked.kind,
            value: asked.value,
            wholeAccount: asked.wholeAccount,
            removes: asked.messages,
          })
        }
      >
        {unseen.includes(asked.kind)
          ? "What of it is stored already goes when you read the mailbox again from the beginning: categories and marks are not kept, so it cannot be counted."
          : asked.messages > 0
            ? `Removes ${many(asked.messages, "mail")} and ${many(asked.people, "contact")} that are stored of your mailboxes now.`
            : "Nothing that is stored of your mailboxes now is covered."}{" "}
        {asked.wholeAccount &&
          "It holds for everybody here: what it covers in others’ mailboxes goes as well, and how much that is you are not told."}{" "}
        From now on such mail is not stored.
        {make.error && <Notice problem={make.error} />}
      </Confirm>
    );
  return (
    <Dialog open onClose={onClose} title="What shall be left out?">
      <Form
        act={preview}
        onSubmit={({ value = "", who }) =>
          preview.mutate({ kind, value: value.trim(), wholeAccount: who === "account" })
        }
      >
        <Field
          as="select"
          label="Kind"
          name="kind"
          value={kind}
          onChange={(event) => choose(event.currentTarget.value as ExclusionKind)}
        >
          {(Object.keys(kinds) as ExclusionKind[]).map((one) => (
            <option key={one} value={one}>
              {kinds[one]}
            </option>
          ))}
        </Field>
        {withValue.includes(kind) && (
          <Field label="Which" name="value" autoFocus maxLength={254} problem={preview.error} />
        )}
        {forAll ? (
          <Field as="select" label="For" name="who" defaultValue="mine">
            <option value="mine">My mailboxes</option>
            <option value="account">Everybody here</option>
          </Field>
        ) : (
          <p className="t2">
            It holds for your mailboxes. A rule for everybody here is made by the owner of the account.
          </p>
        )}
        {preview.error && !preview.error.errors.value && <Notice problem={preview.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={preview} busy="Counting">
            See what it removes
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
