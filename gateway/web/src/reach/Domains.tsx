import "./reach.css";
import { useState } from "react";
import { useAct, useGet, useReadOnly } from "../data";
import { Button, Dialog, Failed, Field, Form, Loading, Notice, Page, Section, toast } from "../ui";
import type { Editing, Fields } from "../ui/merging";
import { useMerging } from "../ui/useMerging";
import { DomainCard } from "./DomainCard";
import { Senders } from "./Senders";
import type { SendingDomain } from "./shapes";
import { WhereAnswersGo } from "./WhereAnswersGo";

/** Whom the mails come from: domains, senders and the postal address at their foot. */
export default function Domains() {
  const domains = useGet<{ items: SendingDomain[] }>("/reach/domains", {
    every: (data) =>
      (data as { items: SendingDomain[] } | undefined)?.items.some((domain) => domain.records.length === 0)
        ? 1500
        : false,
  });
  const [adding, add] = useState(false);
  return (
    <Page
      title="Domains and senders"
      sub="whom your mails come from"
      actions={
        <Button kind="main" icon="plus" edits onClick={() => add(true)}>
          Add a domain
        </Button>
      }
    >
      {domains.error && !domains.data && (
        <Failed problem={domains.error} retry={() => void domains.refetch()} />
      )}
      {domains.isPending && <Loading />}
      {domains.data && (
        <div className="sending">
          <Section title="Domains">
            {domains.data.items.length === 0 && (
              <p className="t2">
                No domain yet. Use a subdomain for campaigns, such as mail.company.com, so that your everyday
                mail keeps its own good name. You set some DNS records once; we show them and check them.
              </p>
            )}
            <div className="stack">
              {domains.data.items.map((domain) => (
                <DomainCard key={domain.id} domain={domain} />
              ))}
            </div>
          </Section>
          <Senders domains={domains.data.items} />
          <WhereAnswersGo />
          <PostalAddress />
        </div>
      )}
      {adding && <AddDomain onClose={() => add(false)} />}
    </Page>
  );
}

function AddDomain({ onClose }: { onClose: () => void }) {
  const act = useAct<SendingDomain, { name: string }>("POST", "/reach/domains", { done: onClose });
  return (
    <Dialog open onClose={onClose} title="Which domain do you send from?">
      <Form keep="new-domain" act={act} onSubmit={({ name = "" }) => act.mutate({ name: name.trim() })}>
        <Field
          label="Domain"
          name="name"
          autoFocus
          placeholder="mail.company.com"
          help="Its name goes to Resend, who sends the mails and says which DNS records to set."
          problem={act.error}
        />
        {act.error && !act.error.errors.name && <Notice problem={act.error} />}
        <div className="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button kind="main" type="submit" act={act} busy="Adding">
            Add the domain
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

interface Settings {
  postalAddress: string;
  version: number;
}

const editing: Editing<Settings, Fields> = {
  what: "The postal address",
  wordsOf: ({ postalAddress }) => ({ postalAddress }),
  part: () => ({ label: "Postal address", long: true }),
};

function PostalAddress() {
  const readOnly = useReadOnly();
  const settings = useGet<Settings>("/reach/settings");
  const save = useMerging<Settings, Fields>("PUT", "/reach/settings", {
    editing,
    done: () => toast("The address is saved. It stands at the foot of each mail."),
  });
  const shown = settings.data && save.over(settings.data);
  return (
    <Section title="Postal address">
      {settings.error && <Notice problem={settings.error} retry={() => void settings.refetch()} />}
      {shown && (
        <Form
          key={shown.version}
          keep="postal-address"
          from={{ version: shown.version, words: editing.wordsOf(shown) }}
          act={save}
          onSubmit={(_fields, _form, edit) => save.save(edit)}
        >
          <Field
            as="textarea"
            label="Name, street, town, country"
            name="postalAddress"
            defaultValue={shown.postalAddress}
            maxLength={500}
            readOnly={readOnly}
            placeholder={"Northbeam GmbH\nTorstraße 1\n10119 Berlin\nGermany"}
            help="Stands at the foot of every mail, beside the link to unsubscribe. The law asks for it."
            problem={save.error}
          />
          {save.error && !save.error.errors.postalAddress && <Notice problem={save.error} typed />}
          <div>
            <Button type="submit" act={save} busy="Saving">
              Save the address
            </Button>
          </div>
        </Form>
      )}
    </Section>
  );
}
