import "./signal.css";
import { useState } from "react";
import { useAct, useGet, useReadOnly } from "../data";
import { archiveRun, Badge, Button, Empty, Failed, Loading, Notice, Page, Table, toast } from "../ui";
import { BucketForm } from "./BucketForm";
import { Deleted } from "./Deleted";
import type { Bucket } from "./shapes";
import { evenOut, Whole } from "./shares";
import { SignalTabs } from "./SignalTabs";

interface BucketList {
  items: Bucket[];
  sumBp: number;
}

const percent = (bp: number) => `${(bp / 100).toLocaleString(undefined, { maximumFractionDigits: 2 })} %`;

/** What posts speak of, and which share each should have. */
export default function Buckets() {
  const buckets = useGet<BucketList>("/signal/buckets");
  const [editing, edit] = useState<Bucket | "new">();
  const [bin, look] = useState(false);
  const items = buckets.data?.items;
  const act = (
    <Button kind="main" icon="plus" edits onClick={() => edit("new")}>
      New bucket
    </Button>
  );
  return (
    <Page title="Buckets" tabs={<SignalTabs />} actions={items && items.length > 0 && act}>
      {buckets.error && !items && <Failed problem={buckets.error} retry={() => void buckets.refetch()} />}
      {buckets.isPending && <Loading />}
      {items?.length === 0 && (
        <Empty title="No bucket yet" actions={act}>
          A bucket is what some of your posts speak of, such as proof, craft or people, with the share of
          posts it should have. Three or four are enough.
        </Empty>
      )}
      {items && items.length > 0 && (
        <Shares
          key={items.map((bucket) => `${bucket.id}${bucket.version}`).join()}
          buckets={items}
          edit={edit}
        />
      )}
      {bin && <Deleted of="buckets" />}
      {items && (
        <p className="below">
          <button type="button" className="link" onClick={() => look(!bin)}>
            {bin ? "Close the bin" : "Look into the bin"}
          </button>
        </p>
      )}
      {editing && (
        <BucketForm bucket={editing === "new" ? undefined : editing} onClose={() => edit(undefined)} />
      )}
    </Page>
  );
}

function Shares({ buckets, edit }: { buckets: Bucket[]; edit: (bucket: Bucket) => void }) {
  const readOnly = useReadOnly();
  const [shares, setShares] = useState(() => new Map(buckets.map((bucket) => [bucket.id, bucket.shareBp])));
  const active = buckets.filter((bucket) => !bucket.paused);
  const sum = active.reduce((all, bucket) => all + (shares.get(bucket.id) ?? 0), 0);
  const changed = buckets.some((bucket) => shares.get(bucket.id) !== bucket.shareBp);
  const set = useAct<BucketList, void>("PUT", "/signal/buckets/shares", {
    body: () => ({ shares: [...shares].map(([id, shareBp]) => ({ id, shareBp })) }),
    done: () => toast("The shares are saved."),
  });
  const undelete = useAct<Bucket, string>("POST", (id) => `/signal/buckets/${id}/undelete`, {
    body: () => ({}),
  });
  const remove = useAct<unknown, Bucket>("DELETE", (bucket) => `/signal/buckets/${bucket.id}`, {
    etag: (bucket) => `"${bucket.version}"`,
    done: (_, bucket) =>
      toast(`${bucket.name} is deleted. It leaves the disk on ${archiveRun()}.`, {
        undo: () => undelete.mutate(bucket.id),
      }),
  });
  const stored = active.reduce((all, bucket) => all + bucket.shareBp, 0);
  const even = () =>
    setShares(
      new Map([...shares, ...evenOut(active.map((bucket) => [bucket.id, shares.get(bucket.id) ?? 0]))]),
    );
  return (
    <>
      {[set, remove, undelete].map((act, at) => act.error && <Notice key={at} problem={act.error} />)}
      {active.length > 0 && stored !== Whole && !changed && (
        <Notice tone="warning" title={`The shares of the active buckets add up to ${percent(stored)}.`}>
          One was paused, taken back or deleted since they were set.{" "}
          {stored < Whole ? "Even out fills what is missing" : "Lower one, or even them out"}; then save.
        </Notice>
      )}
      <Table<Bucket>
        label="Buckets"
        rows={buckets}
        rowKey={(bucket) => bucket.id}
        columns={[
          {
            head: "Bucket",
            grow: true,
            cell: (bucket) => (
              <>
                <i className={`bucket-dot bucket-${bucket.colour}`} /> {bucket.name}{" "}
                {bucket.paused && <Badge icon="pause">Paused</Badge>}
              </>
            ),
          },
          { head: "Brief", cell: (bucket) => <span className="t2">{bucket.brief}</span>, wideOnly: true },
          {
            head: "Share in %",
            num: true,
            cell: (bucket) => (
              <input
                className="share"
                type="number"
                min={0}
                max={100}
                step={0.01}
                aria-label={`Share of ${bucket.name} in percent`}
                value={(shares.get(bucket.id) ?? 0) / 100}
                disabled={readOnly || bucket.paused}
                onChange={(event) =>
                  setShares(
                    new Map(shares).set(
                      bucket.id,
                      Math.min(Whole, Math.max(0, Math.round(Number(event.currentTarget.value) * 100))),
                    ),
                  )
                }
              />
            ),
          },
          {
            head: <span className="hidden">Acts</span>,
            num: true,
            cell: (bucket) => (
              <>
                <Button
                  small
                  kind="quiet"
                  icon="pencil"
                  edits
                  label={`Change ${bucket.name}`}
                  onClick={() => edit(bucket)}
                >
                  {null}
                </Button>
                <Button
                  small
                  kind="quiet"
                  icon="trash-2"
                  act={remove}
                  label={`Delete ${bucket.name}`}
                  onClick={() => remove.mutate(bucket)}
                >
                  {null}
                </Button>
              </>
            ),
          },
        ]}
      />
      <dl className="share-sum">
        <dt>Sum of the active ones</dt>
        <dd>{percent(sum)}</dd>
        <dd className="t3">
          {sum === Whole
            ? "as it should be"
            : sum < Whole
              ? `${percent(Whole - sum)} is missing to 100 %`
              : `${percent(sum - Whole)} too much`}
        </dd>
      </dl>
      <div className="row below">
        <Button
          kind={changed ? "main" : "plain"}
          act={set}
          busy="Saving"
          disabledBecause={
            !changed
              ? "Nothing was changed."
              : sum !== Whole && "The shares of the active ones add up to 100 % first."
          }
          onClick={() => set.mutate()}
        >
          Save the shares
        </Button>
        <Button edits disabledBecause={active.length === 0 && "All are paused."} onClick={even}>
          Even out
        </Button>
      </div>
    </>
  );
}
