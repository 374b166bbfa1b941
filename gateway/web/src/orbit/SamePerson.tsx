import { Link } from "wouter";
import { useAct, useGet } from "../data";
import { Button, Notice, Section, Table, toast } from "../ui";
import { callOf, type Suggestion } from "./shapes";

const shown = 5;

/** Pairs that may be one person, with what speaks for it. Nothing is joined unless somebody says so. */
export function SamePerson() {
  const pairs = useGet<{ items: Suggestion[] }>("/orbit/merge-suggestions");
  const join = useAct<unknown, Suggestion>("POST", "/orbit/people/merge", {
    body: (pair) => ({ keep: pair.left.id, other: pair.right.id }),
    done: () => toast("They are one now. You can part them at any time."),
  });
  const part = useAct<unknown, Suggestion>("POST", "/orbit/merge-suggestions/reject", {
    body: (pair) => ({ left: pair.left.id, right: pair.right.id }),
    done: () => toast("They stay two, and are not suggested again."),
  });
  const items = pairs.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className="below">
      <Section title="The same person?" sub={`${items.length}`}>
        <Table<Suggestion>
          label="May be the same person"
          walks
          rows={items.slice(0, shown)}
          rowKey={(row) => `${row.left.id} ${row.right.id}`}
          columns={[
            { head: "One", cell: (row) => <Who side={row.left} /> },
            { head: "The other", cell: (row) => <Who side={row.right} /> },
            {
              head: "Why",
              cell: (row) => row.because.map((one) => one.says).join(", "),
              grow: true,
              wideOnly: true,
            },
            {
              head: <span className="hidden">Act</span>,
              cell: (row) => (
                <span className="row">
                  <Button small act={join} busy="Joining" edits onClick={() => join.mutate(row)}>
                    Join
                  </Button>
                  <Button small kind="quiet" act={part} edits onClick={() => part.mutate(row)}>
                    Not the same
                  </Button>
                </span>
              ),
            },
          ]}
        />
        {(join.error ?? part.error) && <Notice problem={join.error ?? part.error} />}
      </Section>
    </div>
  );
}

function Who({ side }: { side: Suggestion["left"] }) {
  return (
    <>
      <Link href={`/orbit/people/${side.id}`}>{callOf(side)}</Link>{" "}
      {side.name && <span className="t3">{side.email}</span>}
    </>
  );
}
