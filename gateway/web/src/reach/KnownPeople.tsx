import { Link } from "wouter";
import { useGet } from "../data";
import { Badge, Button, Field, Loading, many, Notice, Section, Table } from "../ui";
import type { PlanState } from "./usePlan";
import type { Campaign, WarmPath, WarmPaths, WarmPolicy } from "./campaign";

export const policies: Record<WarmPolicy, string> = {
  note: "Write, and note who knows them",
  hold: "Wait until somebody has looked",
  skip: "Leave out whom somebody talks with",
  ignore: "Do not ask Orbit",
};

const bands = { weak: "a little", good: "well", strong: "very well" };

/** A mail of one's own to the colleague: nothing is sent from here. */
export const introduction = (colleague: string, person: string) =>
  `mailto:${encodeURIComponent(colleague)}?subject=${encodeURIComponent(`You know ${person}`)}&body=${encodeURIComponent(
    `You have written with ${person} before. Would you write to them, or introduce me?`,
  )}`;

/** Whom of the audience a member knows already, before anything is sent. */
export function KnownPeople({
  campaign,
  plan,
  readOnly,
}: {
  campaign: Campaign;
  plan: PlanState;
  readOnly: boolean;
}) {
  const { audience } = plan.fields;
  // Asked anew when another audience was saved.
  const { kind, importId, contactIds } = campaign.audience;
  const of = `${kind}-${importId ?? contactIds.length}`;
  const paths = useGet<WarmPaths>(`/reach/campaigns/${campaign.id}/warm-paths?of=${of}`);
  const leave = (person: WarmPath, out: boolean) =>
    plan.change(
      {
        audience: {
          ...audience,
          leftOutIds: out
            ? [...audience.leftOutIds, person.contactId]
            : audience.leftOutIds.filter((id) => id !== person.contactId),
        },
      },
      0,
    );
  const known = paths.data?.known ?? 0;
  return (
    <Section
      title="Whom you know already"
      sub={paths.data?.available ? (known ? many(known, "person", "people") : "nobody here") : undefined}
      more={<Link href="/orbit/mailboxes">Mailboxes</Link>}
    >
      <div className="stack">
        <PolicyPicker plan={plan} readOnly={readOnly} />
        {paths.isPending && <Loading rows={2} />}
        {paths.error && <Notice problem={paths.error} retry={() => void paths.refetch()} />}
        {paths.data?.available === false && (
          <Notice tone="warning" title="Orbit does not answer.">
            It cannot be said now whom somebody of you knows. First mails wait until it answers.{" "}
            <Button small onClick={() => void paths.refetch()}>
              Ask again
            </Button>
          </Notice>
        )}
        {paths.data && paths.data.items.length > 0 && (
          <Table<WarmPath>
            label="People somebody knows"
            rows={paths.data.items}
            rowKey={(row) => row.contactId}
            columns={[
              { head: "Person", cell: (row) => row.name || row.email, grow: true },
              {
                head: "Known to",
                cell: (row) => (
                  <>
                    {row.you ? "You" : row.knownTo} <span className="t3">{bands[row.band]}</span>
                  </>
                ),
              },
              { head: "Last wrote", cell: (row) => ago(row.lastTouchDays), wideOnly: true },
              {
                head: <span className="hidden">Act</span>,
                num: true,
                cell: (row) => (
                  <Choice
                    row={row}
                    out={audience.leftOutIds.includes(row.contactId)}
                    leave={(out) => leave(row, out)}
                  />
                ),
              },
            ]}
          />
        )}
        {paths.data && paths.data.known > paths.data.items.length && (
          <p className="small t3">The {paths.data.items.length} closest are shown.</p>
        )}
      </div>
    </Section>
  );
}

export function PolicyPicker({ plan, readOnly }: { plan: PlanState; readOnly: boolean }) {
  return (
    <Field
      as="select"
      label="Before a first mail to them"
      name="warmPolicy"
      value={plan.fields.warmPolicy}
      disabled={readOnly}
      help="Orbit is asked again right before each first mail."
      onChange={(event) => plan.change({ warmPolicy: event.currentTarget.value as WarmPolicy }, 0)}
    >
      {Object.entries(policies).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </Field>
  );
}

function Choice({ row, out, leave }: { row: WarmPath; out: boolean; leave: (out: boolean) => void }) {
  const name = row.name || row.email;
  if (out)
    return (
      <>
        <Badge icon="ban">Left out</Badge>{" "}
        <Button small edits label={`Write to ${name} after all`} onClick={() => leave(false)}>
          Take in
        </Button>
      </>
    );
  return (
    <>
      {!row.you && (
        <a className="button button-small" href={introduction(row.knownTo, name)}>
          Ask them to write
        </a>
      )}{" "}
      <Button small edits label={`Leave ${name} out`} onClick={() => leave(true)}>
        Leave out
      </Button>
    </>
  );
}

const ago = (days: number) => (days === 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`);
