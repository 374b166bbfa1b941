import { Link, useLocation, useSearchParams } from "wouter";
import { useAct, useList } from "../data";
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
  Page,
  Table,
  Time,
} from "../ui";
import { deletion, usePicks } from "../ui/usePicks";
import { IcpBadge } from "./IcpBadge";
import type { Icp, IcpLine } from "./shapes";

export default function Icps() {
  const icps = useList<IcpLine>("/scope/icps");
  const picks = usePicks<IcpLine>({
    rows: icps.items,
    id: (row) => row.id,
    name: (row) => row.name,
    noun: ["ICP", "ICPs"],
    more: icps.hasMore,
    acts: [deletion("/scope/icps")],
  });
  const [, go] = useLocation();
  // In the address, so that the palette opens the same form.
  const [params, setParams] = useSearchParams();
  const naming = params.has("new");
  const setNaming = (now: boolean) => setParams(now ? { new: "1" } : {}, { replace: true });
  const create = useAct<Icp, { name: string }>("POST", "/scope/icps", {
    done: (icp) => {
      setNaming(false);
      go(`/scope/icps/${icp.id}/answers`);
    },
  });
  const act = (
    <Button kind="main" icon="plus" edits onClick={() => setNaming(true)}>
      New ICP
    </Button>
  );
  return (
    <Page title="ICPs" actions={icps.items && icps.items.length > 0 && act}>
      {icps.error && !icps.items && <Failed problem={icps.error} retry={() => void icps.refetch()} />}
      {icps.isPending && <Loading />}
      {icps.items?.length === 0 && (
        <Empty title="No ICP yet" actions={act}>
          An ICP says which companies and people are worth writing to, with the sentence of yours that each
          claim rests on. You answer up to twelve questions; the text is written from your answers alone.
        </Empty>
      )}
      {icps.items && icps.items.length > 0 && (
        <Table<IcpLine>
          label="ICPs"
          picks={picks}
          rows={icps.items}
          rowKey={(row) => row.id}
          onOpen={(row) => go(`/scope/icps/${row.id}`)}
          columns={[
            {
              head: "Name",
              cell: (row) => <Link href={`/scope/icps/${row.id}`}>{row.name}</Link>,
              grow: true,
            },
            {
              head: "State",
              cell: (row) =>
                row.synthesis === "queued" ||
                row.synthesis === "streaming" ||
                row.synthesis === "validating" ? (
                  <Badge tone="accent" icon="loader">
                    Writing
                  </Badge>
                ) : (
                  <IcpBadge icp={row} />
                ),
            },
            {
              head: "Answers",
              cell: (row) => `${row.answered} of ${row.questions}`,
              num: true,
              wideOnly: true,
            },
            { head: "Changed", cell: (row) => <Time at={row.updatedAt} />, num: true },
          ]}
        />
      )}
      {icps.hasMore && (
        <p className="below">
          <Button onClick={icps.more}>{icps.isLoadingMore ? "Loading" : "Show older"}</Button>
        </p>
      )}
      <Bin of="/scope/icps" />
      <Dialog open={naming} onClose={() => setNaming(false)} title="Which market does it describe?">
        <Form keep="new-icp" act={create} onSubmit={({ name = "" }) => create.mutate({ name: name.trim() })}>
          <Field
            label="Name"
            name="name"
            maxLength={120}
            placeholder="Fintech CFOs, Europe"
            autoFocus
            problem={create.error}
          />
          {create.error && !create.error.errors.name && <Notice problem={create.error} />}
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
