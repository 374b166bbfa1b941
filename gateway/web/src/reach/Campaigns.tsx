import "./reach.css";
import type { ReactNode } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { useAct, useGet, useList } from "../data";
import {
  Badge,
  Bin,
  Button,
  Dialog,
  Empty,
  Failed,
  Field,
  Form,
  Loading,
  Notice,
  number,
  Page,
  Table,
  Time,
} from "../ui";
import { deletion, usePicks } from "../ui/usePicks";
import { states, type Campaign, type CampaignLine } from "./campaign";
import type { ContactImport, SendingDomain, Sender } from "./shapes";

export default function Campaigns() {
  const campaigns = useList<CampaignLine>("/reach/campaigns", { every: 10_000 });
  const picks = usePicks<CampaignLine>({
    rows: campaigns.items,
    id: (row) => row.id,
    name: (row) => row.name,
    noun: ["campaign", "campaigns"],
    more: campaigns.hasMore,
    acts: [deletion("/reach/campaigns")],
  });
  const [, go] = useLocation();
  // In the address, so that the palette opens the same form.
  const [params, setParams] = useSearchParams();
  const naming = params.has("new");
  const setNaming = (now: boolean) => setParams(now ? { new: "1" } : {}, { replace: true });
  const create = useAct<Campaign, { name: string; goal: string }>("POST", "/reach/campaigns", {
    done: (campaign) => {
      setNaming(false);
      go(`/reach/campaigns/${campaign.id}/plan`);
    },
  });
  const act = (
    <Button kind="main" icon="plus" edits onClick={() => setNaming(true)}>
      New campaign
    </Button>
  );
  return (
    <Page title="Campaigns" actions={campaigns.items && campaigns.items.length > 0 && act}>
      {campaigns.error && !campaigns.items && (
        <Failed problem={campaigns.error} retry={() => void campaigns.refetch()} />
      )}
      {campaigns.isPending && <Loading />}
      {campaigns.items?.length === 0 && <First act={act} />}
      {campaigns.items && campaigns.items.length > 0 && (
        <Table<CampaignLine>
          label="Campaigns"
          picks={picks}
          rows={campaigns.items}
          rowKey={(row) => row.id}
          onOpen={(row) => go(address(row))}
          columns={[
            { head: "Name", cell: (row) => <Link href={address(row)}>{row.name}</Link>, grow: true },
            {
              head: "State",
              cell: (row) => {
                const [tone, icon, word] = states[row.state];
                return (
                  <Badge tone={tone} icon={icon}>
                    {word}
                  </Badge>
                );
              },
            },
            {
              head: "Approved",
              cell: (row) => `${row.approved} of ${row.steps}`,
              num: true,
              wideOnly: true,
            },
            {
              head: "People",
              cell: (row) => (row.state === "draft" ? "" : number(row.audience)),
              num: true,
              wideOnly: true,
            },
            {
              head: "Mails sent",
              cell: (row) => (row.state === "draft" ? "" : number(row.sent)),
              num: true,
              wideOnly: true,
            },
            {
              head: "Answered",
              cell: (row) => (row.state === "draft" ? "" : number(row.replied)),
              num: true,
            },
            {
              head: "Since",
              cell: (row) => <Time at={row.launchedAt ?? row.createdAt} />,
              num: true,
              wideOnly: true,
            },
          ]}
        />
      )}
      {campaigns.hasMore && (
        <p className="below">
          <Button onClick={campaigns.more}>{campaigns.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
      <Bin of="/reach/campaigns" />
      <Dialog open={naming} onClose={() => setNaming(false)} title="Whom is it for?">
        <Form
          keep="new-campaign"
          act={create}
          onSubmit={({ name = "", goal = "" }) => create.mutate({ name: name.trim(), goal: goal.trim() })}
        >
          <Field
            label="Name"
            name="name"
            maxLength={120}
            placeholder="Fintech CFOs, May"
            autoFocus
            problem={create.error}
          />
          <Field
            as="textarea"
            label="Goal"
            name="goal"
            maxLength={2000}
            help="What you want of them. It can be written later."
            placeholder="Fifteen minutes with people who close the books by hand"
            problem={create.error}
          />
          {create.error && Object.keys(create.error.errors).length === 0 && <Notice problem={create.error} />}
          <div className="dialog-actions">
            <Button kind="quiet" onClick={() => setNaming(false)}>
              Not now
            </Button>
            <Button kind="main" type="submit" act={create} busy="Creating">
              Create it
            </Button>
          </div>
        </Form>
      </Dialog>
    </Page>
  );
}

const address = (row: CampaignLine) =>
  `/reach/campaigns/${row.id}/${row.state === "draft" ? "plan" : "sends"}`;

/** What a first campaign needs; each line ticks itself from what is there. */
function First({ act }: { act: ReactNode }) {
  const imports = useList<ContactImport>("/reach/imports", { limit: 1 });
  const domains = useGet<{ items: SendingDomain[] }>("/reach/domains");
  const senders = useGet<{ items: Sender[] }>("/reach/senders");
  const settings = useGet<{ postalAddress: string }>("/reach/settings");
  return (
    <Empty
      title="No campaign yet"
      steps={[
        {
          label: "People imported",
          done: (imports.items?.length ?? 0) > 0,
          detail: "paste addresses or choose a file",
          href: "/reach/contacts/import",
        },
        {
          label: "Domain verified",
          done: Boolean(domains.data?.items.some((domain) => domain.verified)),
          detail: "so that your mails arrive",
          href: "/reach/domains",
        },
        {
          label: "Sender added",
          done: (senders.data?.items.length ?? 0) > 0,
          detail: "the name people see",
          href: "/reach/domains",
        },
        {
          label: "Postal address given",
          done: Boolean(settings.data?.postalAddress),
          detail: "the law asks for it",
          href: "/reach/domains",
        },
      ]}
      actions={act}
    >
      A campaign is up to five mails to the people you choose. Nothing goes out that you have not read and
      approved word for word, and nobody gets a second mail once they have answered.
    </Empty>
  );
}
