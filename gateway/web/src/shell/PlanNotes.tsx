import { Link } from "wouter";
import type { Entitlement } from "../data";
import type { Area } from "../routes";
import { Icon } from "../ui";
import { areaNames } from "./areas";

const Day = 86_400_000;
const Soon = 3 * Day;

/** Above every page: a payment that is missing, and quietly that the trial ends soon. */
export function PlanNotes({ entitlements }: { entitlements: Entitlement[] }) {
  return planNotes(entitlements, Date.now()).map(({ late, of, says }) => (
    <p key={says} className={late ? "banner" : "banner banner-quiet"} role="status">
      <Icon name={late ? "triangle-alert" : "clock"} size={14} />
      <span>
        {of && <b>{of}: </b>}
        {says} <Link href="/settings/plan">Go to the plan</Link>
      </span>
    </p>
  ));
}

/** One note for all products that say the same; they are named when there are others. */
export function planNotes(entitlements: Entitlement[], now: number) {
  const notes = new Map<string, { late: boolean; products: string[] }>();
  for (const row of entitlements) {
    const late = Boolean(row.pastDueAt);
    const says = late ? row.why : row.state === "trialing" ? ending(row.trialEndsAt, now) : undefined;
    if (!says) continue;
    const note = notes.get(says) ?? { late, products: [] };
    note.products.push(areaNames[row.product as Area] ?? row.product);
    notes.set(says, note);
  }
  return [...notes].map(([says, { late, products }]) => ({
    late,
    of: products.length < entitlements.length ? products.join(", ") : undefined,
    says,
  }));
}

function ending(at: string | undefined, now: number) {
  const left = Date.parse(at ?? "") - now;
  if (!(left > 0 && left <= Soon)) return undefined;
  const when = left <= Day ? "within 24 hours" : `in ${Math.ceil(left / Day)} days`;
  return `The trial ends ${when}. Then everything stays readable, and nothing new begins without a plan.`;
}
