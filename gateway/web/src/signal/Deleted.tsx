import { useAct, useGet } from "../data";
import { archiveRun, Button, Failed, Loading, Notice, Section, Table, toast } from "../ui";

interface Gone {
  id: string;
  name: string;
}

/** What was deleted and can still be taken back. */
export function Deleted({ of }: { of: "personas" | "buckets" }) {
  const gone = useGet<{ items: Gone[] }>(`/signal/${of}?bin=true`);
  const undelete = useAct<Gone, Gone>("POST", (one) => `/signal/${of}/${one.id}/undelete`, {
    body: () => ({}),
    done: (one) => toast(`${one.name} is back.`),
  });
  return (
    <Section title="Deleted" sub={`They leave the disk with the next archive run, on ${archiveRun()}.`}>
      {gone.error && <Failed problem={gone.error} retry={() => void gone.refetch()} />}
      {undelete.error && <Notice problem={undelete.error} />}
      {gone.isPending && <Loading rows={2} />}
      {gone.data?.items.length === 0 && <p className="t3">Nothing lies in the bin.</p>}
      {gone.data && gone.data.items.length > 0 && (
        <Table<Gone>
          label={`Deleted ${of}`}
          rows={gone.data.items}
          rowKey={(one) => one.id}
          columns={[
            { head: "Name", cell: (one) => one.name, grow: true },
            {
              head: <span className="hidden">Act</span>,
              num: true,
              cell: (one) => (
                <Button
                  small
                  icon="undo-2"
                  act={undelete}
                  label={`Take back ${one.name}`}
                  onClick={() => undelete.mutate(one)}
                >
                  Take back
                </Button>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}
