import { Link, useParams } from "wouter";
import { Badge, Button, Field, Section } from "../ui";
import { units, type DelayUnit, type Step } from "./campaign";
import { draftStates } from "./shapes";
import type { PlanState, PlanStep } from "./usePlan";

const most = 5;

const keepsItsPlace = "Somebody has got it already, so it stays in its place.";

/** The mails of a campaign in their order; after the launch what somebody has got stays as it is. */
export function PlanSteps({
  plan,
  drafts,
  readOnly,
  frozen,
}: {
  plan?: PlanState;
  drafts?: Step[];
  readOnly?: boolean;
  frozen?: Step[];
}) {
  const { id } = useParams();
  const rows: PlanStep[] = frozen ?? plan?.steps ?? [];
  const found = (at: number) => (frozen ?? drafts)?.find((step) => step.id === rows[at]?.id);
  const claimed = (at: number) => Boolean(plan?.launched && found(at)?.claimed);
  const gone = (at: number) => claimed(at) && found(at)?.open === 0;
  const set = (at: number, part: Partial<PlanStep>, wait?: number) =>
    plan?.changeSteps(
      rows.map((row, index) => (index === at ? { ...row, ...part } : row)),
      wait,
    );
  return (
    <Section
      title="Steps"
      sub={`${rows.length} of at most ${most}`}
      more={<Link href={`/reach/campaigns/${id}/drafts`}>Read the drafts</Link>}
    >
      <ol className="plan-steps">
        {rows.map((row, at) => (
          // By its place: a mail that has just been added gets its id while its goal is being typed.
          <li key={at}>
            <header className="row">
              <b>Mail {at + 1}</b>
              <State draft={found(at)?.draft.state ?? "empty"} />
              {plan && (
                <span className="row row-end">
                  {at > 0 && (
                    <Button
                      small
                      kind="quiet"
                      icon="arrow-up"
                      edits
                      label={`Move mail ${at + 1} up`}
                      disabledBecause={claimed(at - 1) && keepsItsPlace}
                      onClick={() => plan.changeSteps(swapped(rows, at), 0)}
                    >
                      {null}
                    </Button>
                  )}
                  {rows.length > 1 && (
                    <Button
                      small
                      kind="quiet"
                      icon="x"
                      edits
                      label={`Remove mail ${at + 1}`}
                      disabledBecause={claimed(at) && keepsItsPlace}
                      onClick={() =>
                        plan.changeSteps(launchedFirst(rows.filter((_, index) => index !== at)), 0)
                      }
                    >
                      {null}
                    </Button>
                  )}
                </span>
              )}
            </header>
            {frozen ? (
              <p className="t2">
                {at === 0 ? "At the launch" : `${row.delay} ${units[row.unit]} after the one before`}.{" "}
                {row.goal}
              </p>
            ) : (
              <>
                {at === 0 ? (
                  <p className="small t3">Goes out at the launch.</p>
                ) : (
                  <div className="plan-delay">
                    <Field
                      label={`Wait before mail ${at + 1}`}
                      name={`delay-${at}`}
                      type="number"
                      min={0}
                      max={365}
                      value={row.delay}
                      readOnly={readOnly || gone(at)}
                      onChange={(event) =>
                        set(at, {
                          delay: Math.min(
                            365,
                            Math.max(0, Math.trunc(Number(event.currentTarget.value) || 0)),
                          ),
                        })
                      }
                    />
                    <Field
                      as="select"
                      label={`Unit of the wait before mail ${at + 1}`}
                      bare
                      name={`unit-${at}`}
                      value={row.unit}
                      disabled={readOnly || gone(at)}
                      onChange={(event) => set(at, { unit: event.currentTarget.value as DelayUnit }, 0)}
                    >
                      {Object.entries(units).map(([unit, word]) => (
                        <option key={unit} value={unit}>
                          {word}
                        </option>
                      ))}
                    </Field>
                  </div>
                )}
                <Field
                  as="textarea"
                  label={`Goal of mail ${at + 1}`}
                  name={`goal-${at}`}
                  maxLength={2000}
                  value={row.goal}
                  readOnly={readOnly || gone(at)}
                  help={gone(at) && "It has gone to everybody who gets it, so it does not change any more."}
                  onChange={(event) => set(at, { goal: event.currentTarget.value })}
                  onBlur={plan?.left}
                />
              </>
            )}
          </li>
        ))}
      </ol>
      {plan?.launched && (
        <p className="small t3 plan-rule">
          A mail that you add goes out once its text is approved. Who has got all mails already is not written
          to again.
        </p>
      )}
      {plan && (
        <Button
          icon="plus"
          edits
          disabledBecause={rows.length >= most && "Five mails are the most that one campaign sends."}
          onClick={() =>
            plan.changeSteps([...rows, { id: null, delay: 3, unit: "business_days", goal: "" }], 0)
          }
        >
          Add a mail
        </Button>
      )}
    </Section>
  );
}

function State({ draft }: { draft: Step["draft"]["state"] }) {
  const [tone, icon, word] = draftStates[draft];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** The mails change places; when each place is due stays. */
const swapped = (rows: PlanStep[], at: number) => {
  const next = [...rows];
  [next[at - 1], next[at]] = [placed(rows[at]!, rows[at - 1]!), placed(rows[at - 1]!, rows[at]!)];
  return next;
};

const placed = (row: PlanStep, where: PlanStep): PlanStep => ({
  ...row,
  delay: where.delay,
  unit: where.unit,
});

/** Whatever is first now goes out at the launch. */
const launchedFirst = (rows: PlanStep[]) =>
  rows.map((row, index) => (index === 0 ? { ...row, delay: 0 } : row));
