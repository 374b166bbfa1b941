import { useState } from "react";
import {
  archiveRun,
  Assumption,
  Badge,
  Button,
  Check,
  CitationChip,
  Confirm,
  Empty,
  Facts,
  Field,
  Notice,
  Page,
  Panel,
  Progress,
  Rows,
  Section,
  SumRow,
  Table,
  toast,
  Toggle,
  Why,
} from "../ui";
import { Failed } from "../ui/Failed";
import { Problem } from "../data";

const reasons = [
  { reason: "Bounced before", people: 19 },
  { reason: "First name missing", people: 17 },
  { reason: "Current customer", people: 9 },
];
const strength = [
  { label: "Recency", value: "+13" },
  { label: "Correction by Jonas", value: "−19" },
];

/** Every part and state, while developing only. */
export default function Components() {
  const [open, setOpen] = useState(false);
  const [on, setOn] = useState(true);
  const [chosen, choose] = useState("Current customer");
  return (
    <Page
      title="Components"
      badge={
        <Badge tone="positive" icon="play">
          Running
        </Badge>
      }
      actions={<Button kind="main">Publish</Button>}
      panel={
        <Panel title="Quote">
          <Section title="Why">
            <Facts rows={strength} sum={{ label: "Sum", value: "−6" }} />
          </Section>
          <Why
            title="Why 51?"
            stored="stored today 06:00"
            rows={strength}
            sum={{ label: "Sum", value: "−6" }}
          />
        </Panel>
      }
    >
      <Section title="Buttons">
        <div className="row">
          <Button kind="main">Publish</Button>
          <Button kind="main" act={{ isPending: true }} busy="Publishing">
            Publish
          </Button>
          <Button disabledBecause="Nothing to publish.">Publish</Button>
          <Button icon="pause">Pause</Button>
          <Button kind="quiet" icon="history">
            History
          </Button>
          <Button kind="danger" icon="trash-2" onClick={() => setOpen(true)}>
            Delete
          </Button>
          <Button
            onClick={() =>
              toast(`“Seed to Series A” deleted. It leaves the disk on ${archiveRun()}.`, { undo: () => {} })
            }
          >
            Toast
          </Button>
        </div>
      </Section>
      <Section title="Fields">
        <div className="stack form">
          <Field label="Company" name="company" defaultValue="Kestrel Pay" help="As it stands in the mail." />
          <Field
            label="Sender"
            name="sender"
            defaultValue="maria@northbeam"
            error="This address has no domain. Add .io?"
          />
          <Field as="select" label="Zone" name="zone" defaultValue="b">
            <option value="a">Europe/Paris</option>
            <option value="b">Europe/Berlin</option>
          </Field>
          <Field as="textarea" label="Text" name="text" />
          <div className="row">
            <Toggle label="Send" on={on} change={setOn} />
            <Check label="Selected" name="selected" defaultChecked />
          </div>
        </div>
      </Section>
      <Section title="Badges and chips">
        <p className="row">
          <Badge icon="pencil">Draft</Badge>
          <Badge tone="positive" icon="play">
            Running
          </Badge>
          <Badge tone="warning" icon="circle-alert">
            Review
          </Badge>
          <Badge tone="danger" icon="x">
            Failed
          </Badge>
          <Badge tone="accent" icon="loader">
            Writing
          </Badge>
        </p>
        <p className="doc">
          They buy when the audit date is fixed <CitationChip label="T21" says="Turn 21" onOpen={() => {}} />{" "}
          <Assumption>A migration away from a home-grown ledger.</Assumption>
        </p>
      </Section>
      <Section title="Rows">
        <Table
          label="Reasons"
          rows={reasons}
          rowKey={(row) => row.reason}
          chosen={chosen}
          onOpen={(row) => choose(row.reason)}
          columns={[
            {
              head: "Reason",
              cell: (row) => (
                <button type="button" className="link" onClick={() => choose(row.reason)}>
                  {row.reason}
                </button>
              ),
              grow: true,
            },
            { head: "People", cell: (row) => row.people, num: true },
          ]}
          sum={<SumRow>45</SumRow>}
        />
        <Rows
          label="Replies"
          items={[
            {
              id: "1",
              href: "/home",
              avatar: "Ines Haddad",
              title: "Ines Haddad",
              note: "Kestrel Pay",
              text: "“Thursday works. Can you send the security page first?”",
              badge: (
                <Badge tone="positive" icon="thumbs-up">
                  Positive
                </Badge>
              ),
              time: "08:12",
            },
          ]}
        />
      </Section>
      <Section title="Notes">
        <div className="stack">
          <Notice tone="warning" title="Funding rests on one page, 214 days old.">
            3 of the last 5 won deals had none.
          </Notice>
          <Notice>You may leave this page; it goes on.</Notice>
          <Notice problem={new Problem(409, "/problems/stale-version", "It changed meanwhile", "")} />
          <Progress label="Reading Sent Items" done={184200} total={302000} detail="1 to 2 min left" />
        </div>
      </Section>
      <Failed
        problem={
          new Problem(503, "/problems/service-down", "LeadFuel Orbit does not answer.", "", {}, "req_1")
        }
        retry={() => {}}
      />
      <Empty
        title="No campaign yet"
        steps={[
          { label: "ICP published", done: true, detail: "v7" },
          { label: "Domain verified", done: false, detail: "DKIM record missing", href: "/home" },
        ]}
      >
        A campaign takes one ICP, a list of people and a sender.
      </Empty>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title="Send to 41 people now?"
        verb="Send 41 mails"
        onConfirm={() => setOpen(false)}
        leaves={[
          { label: "Address", value: "41 addresses, 38 companies" },
          { label: "Text", value: "step 2, approved by Jonas yesterday" },
        ]}
      >
        A sent mail cannot be taken back. These fields go to Resend:
      </Confirm>
    </Page>
  );
}
