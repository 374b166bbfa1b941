import { useSearchParams } from "wouter";
import { useGet } from "../data";
import { Button, Empty, Facts, Failed, Loading, number, Panel, percent, Section } from "../ui";
import { CampaignFrame } from "./CampaignFrame";
import { Decisions } from "./Decisions";
import { LedgerStep } from "./LedgerStep";
import { OneSend } from "./OneSend";
import type { Campaign } from "./campaign";
import type { Ledger } from "./shapes";

/** Everybody of the audience, step by step: sent, waiting or not mailed, each with its reason. */
export default function Sends() {
  const [params, setParams] = useSearchParams();
  const set = (part: Record<string, string>) =>
    setParams(
      (before) => {
        for (const [name, value] of Object.entries(part)) {
          if (value) before.set(name, value);
          else before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  const chosen = params.get("person") ?? "";
  return (
    <CampaignFrame
      panel={(campaign) =>
        chosen ? (
          <OneSend key={chosen} campaign={campaign.id} chosen={chosen} onClose={() => set({ person: "" })} />
        ) : (
          campaign.state !== "draft" && <Funnel campaign={campaign} />
        )
      }
    >
      {(campaign) => <Body campaign={campaign} params={params} set={set} />}
    </CampaignFrame>
  );
}

const useLedger = (campaign: Campaign) =>
  useGet<Ledger>(`/reach/campaigns/${campaign.id}/ledger`, {
    off: campaign.state === "draft",
    every: campaign.state === "running" ? 2000 : false,
  });

function Body({
  campaign,
  params,
  set,
}: {
  campaign: Campaign;
  params: URLSearchParams;
  set: (part: Record<string, string>) => void;
}) {
  const ledger = useLedger(campaign);
  if (campaign.state === "draft") {
    return (
      <Empty
        title="Not launched yet"
        actions={
          <Button kind="main" href={`/reach/campaigns/${campaign.id}/plan`}>
            See what is missing
          </Button>
        }
      >
        After the launch everybody of the audience stands here: who got which mail and when, who waits and for
        what, and who gets none and why.
      </Empty>
    );
  }
  if (ledger.error && !ledger.data)
    return <Failed problem={ledger.error} retry={() => void ledger.refetch()} />;
  if (!ledger.data) return <Loading rows={9} />;
  const wanted = Number(params.get("step")) || 1;
  const step = ledger.data.steps.find((one) => one.number === wanted) ?? ledger.data.steps[0];
  return (
    <>
      {step && (
        <LedgerStep
          audience={ledger.data.audience}
          steps={ledger.data.steps.map((one) => one.number)}
          step={step}
          choose={(to) => set({ step: String(to), person: "" })}
          open={(reason) => set({ reason, mail: String(step.number), person: "" })}
        />
      )}
      <Decisions
        campaign={campaign}
        reason={params.get("reason") ?? ""}
        mail={params.get("mail") ?? ""}
        mails={ledger.data.steps.map((one) => one.number)}
        words={params.get("q") ?? ""}
        reasons={[...new Set(ledger.data.steps.flatMap((one) => one.counts.map((count) => count.reason)))]}
        chosen={params.get("person") ?? ""}
        set={set}
      />
    </>
  );
}

function Funnel({ campaign }: { campaign: Campaign }) {
  const ledger = useLedger(campaign);
  const progress = ledger.data?.progress;
  return (
    <Panel title="From mail to answer">
      <Section title="From mail to answer">
        {progress && (
          <Facts
            rows={[
              { label: "Mails sent", value: number(progress.sent), note: "" },
              { label: "Delivered", value: number(progress.delivered), note: "as Resend says" },
              { label: "Came back", value: number(progress.bounced), note: "" },
              { label: "Reported as spam", value: number(progress.complained), note: "" },
              {
                label: "People who answered",
                value: number(progress.replied),
                note: ledger.data && percent(progress.replied, ledger.data.audience),
              },
            ]}
          />
        )}
        <p className="small t3 below">Opens and clicks are not tracked.</p>
      </Section>
      <Section title="People">
        {ledger.data && (
          <Facts
            rows={[
              { label: "Nothing more is due", value: number(ledger.data.final) },
              { label: "A mail still waits", value: number(ledger.data.waiting) },
            ]}
            sum={{ label: "Audience", value: number(ledger.data.audience) }}
          />
        )}
      </Section>
    </Panel>
  );
}
