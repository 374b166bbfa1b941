import { many, number, Button, Section, SumRow, Table } from "../ui";
import type { Ledger, Verdict } from "./shapes";

type Step = Ledger["steps"][number];
const verdicts: Record<Verdict, string> = { sent: "sent", waiting: "waiting", never: "not mailed" };
const order: Verdict[] = ["sent", "waiting", "never"];
const people = (step: Step, verdict: Verdict) =>
  step.counts.filter((count) => count.verdict === verdict).reduce((sum, count) => sum + count.count, 0);

/** One step over the whole audience: a bar, then each reason with its number; they add up to the audience. */
export function LedgerStep({
  audience,
  steps,
  step,
  choose,
  open,
}: {
  audience: number;
  steps: number[];
  step: Step;
  choose: (step: number) => void;
  open: (reason: string) => void;
}) {
  const parts = order.map((verdict) => ({ verdict, people: people(step, verdict) }));
  return (
    <>
      <Section
        title={`${many(audience, "person", "people")}: where each of them is`}
        more={
          <span className="row">
            {steps.map((number) => (
              <Button key={number} small pressed={number === step.number} onClick={() => choose(number)}>
                Mail {number}
              </Button>
            ))}
          </span>
        }
      >
        <div className="ledger-bar" aria-hidden="true">
          {parts
            .filter((part) => part.people > 0)
            .map((part) => (
              <i key={part.verdict} className={`ledger-${part.verdict}`} style={{ flexGrow: part.people }} />
            ))}
        </div>
        <ul className="ledger-words">
          {parts.map((part) => (
            <li key={part.verdict}>
              <i className={`ledger-${part.verdict}`} aria-hidden="true" />
              <b>{number(part.people)}</b> {verdicts[part.verdict]}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={`Mail ${step.number}, by reason`}>
        <Table
          label={`Mail ${step.number}, by reason`}
          rows={[...step.counts].sort((one, two) => order.indexOf(one.verdict) - order.indexOf(two.verdict))}
          rowKey={(row) => `${row.verdict} ${row.reason}`}
          columns={[
            { head: "Reason", cell: (row) => row.why, grow: true },
            { head: "State", cell: (row) => verdicts[row.verdict], wideOnly: true },
            {
              head: "People",
              num: true,
              cell: (row) => (
                <button type="button" className="link" onClick={() => open(row.reason)}>
                  {number(row.count)}
                  <span className="hidden"> people: {row.why}</span>
                </button>
              ),
            },
          ]}
          sum={
            <>
              <SumRow
                span={1}
                note={`${parts.map((part) => `${number(part.people)} ${verdicts[part.verdict]}`).join(" + ")} = the whole audience`}
              >
                {["", number(parts.reduce((sum, part) => sum + part.people, 0))]}
              </SumRow>
            </>
          }
        />
      </Section>
    </>
  );
}
