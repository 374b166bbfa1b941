import "./reach.css";
import { call, useList } from "../data";
import { Badge, Button, Dialog, Empty, Failed, Loading, many, number, Page, Rows, Section } from "../ui";
import { usePicks } from "../ui/usePicks";
import type { CampaignState } from "./campaign";

interface Waiting {
  id: string;
  campaignId: string;
  campaign: string;
  campaignState: CampaignState;
  stepNumber: number;
  subject: string;
  body: string;
  contentHash: string;
  version: number;
}

/** The texts that wait for a yes, over all campaigns. */
export default function Approvals() {
  const drafts = useList<Waiting>("/reach/drafts", { every: 30_000 });
  const picks = usePicks<Waiting>({
    rows: drafts.items,
    id: (draft) => draft.id,
    name: called,
    noun: ["text", "texts"],
    more: drafts.hasMore,
    acts: [
      {
        verb: "Read and approve",
        busy: "Approving",
        did: "approved",
        undid: (count) => `${many(count, "text waits", "texts wait")} for your yes again.`,
        icon: "check",
        key: "y",
        run: async (draft) => {
          const path = `/reach/drafts/${draft.id}/approval`;
          const { contentHash } = draft;
          const now = await call<{ version: number }>("PUT", path, { contentHash }, `"${draft.version}"`);
          return () => call("DELETE", path, undefined, `"${now.version}"`);
        },
        ask: (chosen, go, close) => <Read drafts={chosen} go={go} close={close} />,
      },
    ],
  });
  const items = drafts.items ?? [];
  return (
    <Page title="Approve">
      {drafts.error && !drafts.items && <Failed problem={drafts.error} retry={() => void drafts.refetch()} />}
      {drafts.isPending && <Loading />}
      {items.length > 0 && (
        <Section
          title="Texts"
          sub={drafts.hasMore ? `the first ${number(items.length)}` : number(items.length)}
        >
          <Rows
            label="Texts"
            picks={picks}
            items={items.map((draft) => ({
              id: draft.id,
              href: `/reach/campaigns/${draft.campaignId}/drafts`,
              title: called(draft),
              text: draft.body,
              badge: (
                <Badge tone="warning" icon="eye">
                  Approve
                </Badge>
              ),
              time: `Mail ${draft.stepNumber}`,
            }))}
          />
        </Section>
      )}
      {drafts.hasMore && (
        <p className="below">
          <Button onClick={drafts.more}>{drafts.isLoadingMore ? "Loading" : "Show more"}</Button>
        </p>
      )}
      {drafts.items && items.length === 0 && (
        <Empty
          title="No text waits for your yes"
          actions={<Button href="/reach/campaigns">Campaigns</Button>}
        >
          A written draft stands here until you have read it and approved it, word for word.
        </Empty>
      )}
    </Page>
  );
}

const called = (draft: Waiting) => `${draft.campaign}, mail ${number(draft.stepNumber)}`;

/** A yes is to words that were read, so here they all stand. */
function Read({ drafts, go, close }: { drafts: Waiting[]; go: () => void; close: () => void }) {
  const texts = many(drafts.length, "text");
  const running = drafts.some((draft) => draft.campaignState === "running");
  return (
    <Dialog
      open
      onClose={close}
      title={`Approve ${texts}, word for word?`}
      actions={
        <>
          <Button kind="quiet" onClick={close}>
            Not now
          </Button>
          <Button kind="main" edits onClick={() => go()}>
            Approve {texts}
          </Button>
        </>
      }
    >
      <p className="t2">
        {running
          ? "Of a campaign that is running, mails that wait for their text go out at once."
          : "Nothing goes out before the campaign is launched or resumed."}
      </p>
      <div className="texts" role="region" aria-label="What you approve" tabIndex={0} autoFocus>
        {drafts.map((draft) => (
          <article key={draft.id}>
            <p className="small t3">{called(draft)}</p>
            <h3>{draft.subject}</h3>
            <p className="letter-text">{draft.body}</p>
          </article>
        ))}
      </div>
    </Dialog>
  );
}
