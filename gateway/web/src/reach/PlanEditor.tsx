import { Link } from "wouter";
import { useReadOnly } from "../data";
import { Button, Field, many, Notice, Section } from "../ui";
import type { Campaign } from "./campaign";
import { KnownPeople, PolicyPicker } from "./KnownPeople";
import { AudiencePicker, IcpPicker, SenderPicker } from "./PlanFields";
import { PlanSteps } from "./PlanSteps";
import { icpOf, InForce, PlanVersions } from "./PlanVersions";
import { usePlan, type PlanState } from "./usePlan";

/** The plan to fill in; after the launch what of it may still change, for the mails that are still to come. */
export function PlanEditor({ campaign }: { campaign: Campaign }) {
  const plan = usePlan(campaign);
  const readOnly = useReadOnly();
  const text = (name: "name" | "goal" | "persona") => ({
    name,
    value: plan.fields[name],
    readOnly,
    problem: plan.error,
    onChange: (event: { currentTarget: { value: string } }) =>
      plan.change({ [name]: event.currentTarget.value }),
    onBlur: plan.left,
  });
  return (
    <div className="plan">
      <p className="small t3 saved" role="status">
        {plan.launched ? (
          <>
            Changes apply to mails not yet sent. <InForce campaign={campaign} />
          </>
        ) : plan.busy ? (
          "Saving"
        ) : plan.error ? (
          "Not saved"
        ) : (
          plan.saved && "Saved"
        )}
      </p>
      {!plan.launched && <Trouble plan={plan} />}
      <Section title="What it is for">
        <div className="stack">
          <Field label="Name" maxLength={120} {...text("name")} />
          <Field
            as="textarea"
            label="Goal"
            maxLength={2000}
            help="What you want of them. Claude reads it for the drafts."
            {...text("goal")}
          />
          <Field
            as="textarea"
            label="Persona"
            maxLength={2000}
            help="Who they are and what their day is like, without names."
            {...text("persona")}
          />
          {plan.launched ? (
            <Settled label="ICP" name="icpId" value={icpOf(campaign)} />
          ) : (
            <IcpPicker plan={plan} readOnly={readOnly} />
          )}
        </div>
      </Section>
      <Section title="Who gets it" sub={many(campaign.audience.count, "person", "people")}>
        {plan.launched ? (
          <Settled
            label="People"
            name="audience"
            value={`${many(campaign.audience.count, "person", "people")} since the launch`}
          />
        ) : (
          <AudiencePicker plan={plan} readOnly={readOnly} />
        )}
      </Section>
      {plan.launched ? (
        <Section title="Whom you know already">
          <PolicyPicker plan={plan} readOnly={readOnly} />
        </Section>
      ) : (
        <KnownPeople campaign={campaign} plan={plan} readOnly={readOnly} />
      )}
      <Section title="Who it comes from" more={<Link href="/reach/domains">Domains and senders</Link>}>
        <SenderPicker plan={plan} readOnly={readOnly} />
      </Section>
      <PlanSteps plan={plan} readOnly={readOnly} drafts={campaign.steps} />
      {plan.launched && (
        <>
          <Trouble plan={plan} />
          <SaveRow campaign={campaign} plan={plan} />
          <PlanVersions key={campaign.plan?.number} campaign={campaign} />
        </>
      )}
    </div>
  );
}

/** What the launch settled for good. */
function Settled({ label, name, value }: { label: string; name: string; value: string }) {
  return (
    <Field
      as="select"
      label={label}
      name={name}
      value={value}
      disabled
      help="Settled at the launch. Copy the campaign to choose anew."
    >
      <option value={value}>{value}</option>
    </Field>
  );
}

/** Beside Resume, the main act of a paused campaign, saving is a plain one. */
function SaveRow({ campaign, plan }: { campaign: Campaign; plan: PlanState }) {
  return (
    <div className="row plan-save">
      <Button
        kind={campaign.state === "running" ? "main" : "plain"}
        icon="check"
        act={{ isPending: plan.busy }}
        busy="Saving"
        disabledBecause={plan.saved && "Nothing has been changed yet."}
        onClick={plan.save}
      >
        Save changes
      </Button>
      {!plan.saved && (
        <Button icon="undo-2" edits onClick={plan.drop}>
          Drop my changes
        </Button>
      )}
    </div>
  );
}

/** Why it was not saved, and what can be done about it. */
function Trouble({ plan }: { plan: PlanState }) {
  if (!plan.error) return null;
  const shown = Object.keys(plan.error.errors).some((field) => ["name", "goal", "persona"].includes(field));
  return shown ? null : <Notice problem={plan.error} typed retry={plan.save} />;
}
