import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useAct, useGet } from "../data";
import { Button, Confirm, Facts, Icon, many, Notice, number, Panel, Section } from "../ui";
import { CampaignFrame } from "./CampaignFrame";
import { PlanEditor } from "./PlanEditor";
import { PlanSteps } from "./PlanSteps";
import { icpOf, InForce, PlanVersions } from "./PlanVersions";
import { policies } from "./KnownPeople";
import type { Campaign, LaunchCheck } from "./campaign";

export default function Plan() {
  return (
    <CampaignFrame
      actions={(campaign) => campaign.state === "draft" && <Launch campaign={campaign} />}
      panel={(campaign) => campaign.state === "draft" && <Checklist campaign={campaign} />}
    >
      {(campaign) =>
        campaign.state === "finished" || campaign.state === "cancelled" ? (
          <Ended campaign={campaign} />
        ) : (
          <PlanEditor
            key={`${campaign.id} ${campaign.state === "draft" ? "planned" : "launched"}`}
            campaign={campaign}
          />
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
        reached gets no further one. The people and the ICP stay as they are then; the rest of the plan can be
        changed for the mails that are still to come.
        {lacking && <p className="warning">{lacking.detail}</p>}
        {launch.error && <Notice problem={launch.error} />}
      </Confirm>
    </>
  );
}

function Ended({ campaign }: { campaign: Campaign }) {
  return (
    <div className="plan">
      <Notice title="This campaign has ended.">
        Its plan does not change any more. Copy the campaign to change it. <InForce campaign={campaign} />
      </Notice>
      <Section title="Plan">
        <Facts
          rows={[
            { label: "Goal", value: campaign.goal || "none" },
            { label: "Persona", value: campaign.persona || "none" },
            { label: "ICP", value: icpOf(campaign) },
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
      {campaign.plan && <PlanVersions campaign={campaign} />}
    </div>
  );
}
