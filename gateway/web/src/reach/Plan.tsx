import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useAct, useGet, useList, useReadOnly } from "../data";
import { Button, Confirm, Facts, Field, Icon, many, Notice, number, Panel, Section } from "../ui";
import { CampaignFrame } from "./CampaignFrame";
import { ChoosePeople } from "./ChoosePeople";
import { PlanSteps } from "./PlanSteps";
import { usePlan, type PlanState } from "./usePlan";
import { KnownPeople, policies } from "./KnownPeople";
import type { Campaign, ContactImport, LaunchCheck, Sender } from "./shapes";

export default function Plan() {
  return (
    <CampaignFrame
      actions={(campaign) => campaign.state === "draft" && <Launch campaign={campaign} />}
      panel={(campaign) => campaign.state === "draft" && <Checklist campaign={campaign} />}
    >
      {(campaign) =>
        campaign.state === "draft" ? (
          <Editor key={campaign.id} campaign={campaign} />
        ) : (
          <Frozen campaign={campaign} />
        )
      }
    </CampaignFrame>
  );
}

const useCheck = (campaign: Campaign) =>
  useGet<LaunchCheck>(`/reach/campaigns/${campaign.id}/launch-check`, { every: 15_000 });

function Checklist({ campaign }: { campaign: Campaign }) {
  const check = useCheck(campaign);
  const open = check.data?.items.filter((item) => !item.ok && item.blocking).length ?? 0;
  return (
    <Panel title="Before the launch">
      <Section
        title="Before the launch"
        sub={check.data && (open === 0 ? "all is there" : `${number(open)} missing`)}
      >
        {check.error && <Notice problem={check.error} retry={() => void check.refetch()} />}
        <ul className="checklist">
          {check.data?.items.map((item) => (
            <li key={item.code}>
              <span className={item.ok ? "positive" : item.blocking ? "danger" : "warning"}>
                <Icon name={item.ok ? "check" : item.blocking ? "circle-alert" : "triangle-alert"} />
              </span>
              <div>
                <b>
                  {item.title}
                  <span className="hidden">{item.ok ? " (there)" : " (missing)"}</span>
                </b>
                <p className="t2">{item.detail}</p>
                {item.fix && <Link href={item.fix.href}>{item.fix.label}</Link>}
              </div>
            </li>
          ))}
        </ul>
      </Section>
    </Panel>
  );
}

function Launch({ campaign }: { campaign: Campaign }) {
  const [, go] = useLocation();
  const [asking, ask] = useState(false);
  const check = useCheck(campaign);
  const people = check.data?.audience ?? campaign.audience.count;
  const missing = check.data?.items.filter((item) => !item.ok && item.blocking) ?? [];
  const lacking = check.data?.items.find((item) => item.code === "merge_fields" && !item.ok);
  const launch = useAct<Campaign>("POST", `/reach/campaigns/${campaign.id}/launch`, {
    etag: () => `"${campaign.version}"`,
    done: () => go(`/reach/campaigns/${campaign.id}/sends`),
  });
  return (
    <>
      <Button
        kind="main"
        icon="send"
        edits
        disabledBecause={
          !check.data
            ? "It is being checked what is missing."
            : missing.length > 0 && `Missing: ${missing.map((item) => item.title.toLowerCase()).join(", ")}.`
        }
        onClick={() => ask(true)}
      >
        Launch
      </Button>
      <Confirm
        open={asking}
        onClose={() => ask(false)}
        title={`Send to ${many(people, "person", "people")} now?`}
        verb={`Launch for ${many(people, "person", "people")}`}
        busy="Launching"
        act={launch}
        onConfirm={() => launch.mutate()}
        leaves={[
          { label: "People", value: number(people) },
          { label: "Mails to each, at most", value: number(campaign.steps.length) },
          { label: "From", value: campaign.sender?.address ?? "" },
          { label: "To Resend for each", value: "address, subject, text" },
        ]}
      >
        The first mail goes out at once, the others as they are due. Who answers, unsubscribes or cannot be
        reached gets no further one. The plan cannot be changed afterwards; you can pause or cancel it.
        {lacking && <p className="warning">{lacking.detail}</p>}
        {launch.error && <Notice problem={launch.error} />}
      </Confirm>
    </>
  );
}

function Editor({ campaign }: { campaign: Campaign }) {
  const plan = usePlan(campaign);
  const readOnly = useReadOnly();
  const text = (name: "name" | "goal" | "persona") => ({
    name,
    value: plan.fields[name],
    readOnly,
    problem: plan.error,
    onChange: (event: { currentTarget: { value: string } }) =>
      plan.change({ [name]: event.currentTarget.value }),
    onBlur: plan.save,
  });
  const theirs = plan.error?.is("stale-version")
    ? (plan.error.more.current as Campaign | undefined)
    : undefined;
  const fieldErrors = Object.keys(plan.error?.errors ?? {});
  return (
    <div className="plan">
      <p className="small t3 saved" role="status">
        {plan.busy ? "Saving" : plan.error ? "Not saved" : plan.saved ? "Saved" : ""}
      </p>
      {theirs && (
        <Notice tone="warning" title="This plan was changed elsewhere meanwhile.">
          What you typed is still here.{" "}
          <span className="row">
            <Button small onClick={() => plan.settle(theirs, true)}>
              Keep mine
            </Button>
            <Button small onClick={() => plan.settle(theirs, false)}>
              Take theirs
            </Button>
          </span>
        </Notice>
      )}
      {plan.error && !theirs && !fieldErrors.some((field) => ["name", "goal", "persona"].includes(field)) && (
        <Notice problem={plan.error} retry={plan.save} />
      )}
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
          <IcpPicker plan={plan} readOnly={readOnly} />
        </div>
      </Section>
      <Section title="Who gets it" sub={many(campaign.audience.count, "person", "people")}>
        <AudiencePicker plan={plan} readOnly={readOnly} />
      </Section>
      <KnownPeople campaign={campaign} plan={plan} readOnly={readOnly} />
      <Section title="Who it comes from" more={<Link href="/reach/domains">Domains and senders</Link>}>
        <SenderPicker plan={plan} readOnly={readOnly} />
      </Section>
      <PlanSteps plan={plan} readOnly={readOnly} drafts={campaign.steps} />
    </div>
  );
}

interface Part {
  plan: PlanState;
  readOnly: boolean;
}

function IcpPicker({ plan, readOnly }: Part) {
  const icps = useGet<{ items: { id: string; name: string; version: number }[] }>("/reach/icps");
  const chosen = plan.fields.icpId;
  const known = icps.data?.items.some((icp) => icp.id === chosen);
  return (
    <>
      <Field
        as="select"
        label="ICP"
        name="icpId"
        value={chosen ?? ""}
        disabled={readOnly}
        help="Only published ICPs can be chosen; the drafts rest on its claims."
        onChange={(event) => plan.change({ icpId: event.currentTarget.value || null }, 0)}
      >
        <option value="">None</option>
        {icps.data?.items.map((icp) => (
          <option key={icp.id} value={icp.id}>
            {icp.name}, v{icp.version}
          </option>
        ))}
        {chosen && !known && <option value={chosen}>{icps.data ? "No longer published" : "Loading"}</option>}
      </Field>
      {icps.error && (
        <Notice tone="warning" title="Scope does not answer.">
          The list of ICPs comes later; everything else here works.
        </Notice>
      )}
      {icps.data?.items.length === 0 && (
        <p className="small t3">
          No ICP is published. <Link href="/scope/icps">Write one</Link>
        </p>
      )}
    </>
  );
}

function AudiencePicker({ plan, readOnly }: Part) {
  const imports = useList<ContactImport>("/reach/imports");
  const [choosing, choose] = useState(false);
  const { kind, importId, contactIds } = plan.fields.audience;
  return (
    <div className="stack">
      <Field
        as="select"
        label="People"
        name="audience"
        value={kind === "import" ? `import ${importId}` : kind}
        disabled={readOnly}
        onChange={(event) => {
          const value = event.currentTarget.value;
          if (value === "chosen") choose(true);
          else if (value === "everyone")
            plan.change(
              { audience: { kind: "everyone", importId: null, contactIds: [], leftOutIds: [] } },
              0,
            );
          else
            plan.change(
              {
                audience: {
                  kind: "import",
                  importId: value.slice("import ".length),
                  contactIds: [],
                  leftOutIds: [],
                },
              },
              0,
            );
        }}
      >
        <option value="everyone">Everybody in your contacts</option>
        {imports.items?.map((one) => (
          <option key={one.id} value={`import ${one.id}`}>
            Import “{one.fileName}”, {new Date(one.createdAt).toLocaleDateString()}
          </option>
        ))}
        {kind === "import" && !imports.items?.some((one) => one.id === importId) && (
          <option value={`import ${importId}`}>An import</option>
        )}
        <option value="chosen">
          {kind === "chosen"
            ? `${many(contactIds.length, "person", "people")} chosen one by one`
            : "Choose one by one"}
        </option>
      </Field>
      <div className="row">
        {kind === "chosen" && (
          <Button icon="users" edits onClick={() => choose(true)}>
            Choose people
          </Button>
        )}
        <Button icon="upload" href="/reach/contacts/import">
          Import people
        </Button>
      </div>
      {choosing && (
        <ChoosePeople
          chosen={contactIds}
          onClose={() => choose(false)}
          onChosen={(ids) => {
            choose(false);
            plan.change({ audience: { kind: "chosen", importId: null, contactIds: ids, leftOutIds: [] } }, 0);
          }}
        />
      )}
    </div>
  );
}

function SenderPicker({ plan, readOnly }: Part) {
  const senders = useGet<{ items: Sender[] }>("/reach/senders");
  if (senders.error) return <Notice problem={senders.error} retry={() => void senders.refetch()} />;
  if (senders.data?.items.length === 0) {
    return (
      <p className="t2">
        No sender yet. <Link href="/reach/domains">Add a domain and a sender</Link>
      </p>
    );
  }
  return (
    <Field
      as="select"
      label="Sender"
      name="senderId"
      value={plan.fields.senderId ?? ""}
      disabled={readOnly}
      problem={plan.error}
      onChange={(event) => plan.change({ senderId: event.currentTarget.value || null }, 0)}
    >
      <option value="">Choose a sender</option>
      {senders.data?.items.map((sender) => (
        <option key={sender.id} value={sender.id}>
          {sender.name} &lt;{sender.address}&gt;{sender.verified ? "" : ", domain not verified"}
        </option>
      ))}
    </Field>
  );
}

function Frozen({ campaign }: { campaign: Campaign }) {
  return (
    <div className="plan">
      <Notice title="This is the plan as it was launched.">
        {campaign.state === "running" || campaign.state === "paused"
          ? "Its goal, people, sender and steps do not change any more; copy the campaign to change them. Texts can be edited as drafts: what has not gone out waits until they are approved again."
          : "It does not change any more. Copy the campaign to change it."}
      </Notice>
      <Section title="Plan">
        <Facts
          rows={[
            { label: "Goal", value: campaign.plan?.goal || campaign.goal || "none" },
            { label: "Persona", value: campaign.persona || "none" },
            {
              label: "ICP",
              value: campaign.plan?.icpName
                ? `${campaign.plan.icpName}, v${campaign.plan.icpVersion}`
                : campaign.icpId
                  ? "not kept at the launch"
                  : "none",
            },
            { label: "People", value: number(campaign.audience.count) },
            { label: "Whom somebody knows", value: policies[campaign.warmPolicy] },
            {
              label: "Sender",
              value: campaign.plan ? `${campaign.plan.fromName} <${campaign.plan.fromAddress}>` : "",
            },
          ]}
        />
      </Section>
      <PlanSteps frozen={campaign.steps} />
    </div>
  );
}
