import { many } from "../ui";
import { nameIn, type Part } from "../ui/merging";
import { units, type Audience, type DelayUnit, type WarmPolicy } from "./campaign";
import { policies } from "./KnownPeople";

function people(value: unknown) {
  const { kind, contactIds, leftOutIds } = value as Omit<Audience, "count">;
  const who = {
    everyone: "Everybody in your contacts",
    import: "An import",
    chosen: `${many(contactIds.length, "person", "people")} chosen one by one`,
  }[kind];
  return leftOutIds.length > 0 ? `${who}, ${many(leftOutIds.length, "person", "people")} left out` : who;
}

const parts: Record<string, Part> = {
  "fields.name": { label: "Name" },
  "fields.goal": { label: "Goal", long: true },
  "fields.persona": { label: "Persona", long: true },
  "fields.icpId": { label: "ICP", show: nameIn("/reach/icps") },
  "fields.senderId": { label: "Sender", show: nameIn("/reach/senders") },
  "fields.audience": { label: "People", whole: true, show: people },
  "fields.warmPolicy": {
    label: "Before a first mail to people you know",
    show: (value) => policies[value as WarmPolicy],
  },
  steps: {
    label: "Mails",
    show: (value) =>
      (value as { goal: string }[])
        .map(({ goal }, at) => `Mail ${at + 1}${goal && `: ${goal.replaceAll("\n", " ")}`}`)
        .join("\n"),
  },
};

/** How what two have changed in a plan is asked about; "steps.1.goal" is the goal of the second mail. */
export function planPart(path: string): Part | undefined {
  const [, at, field] = /^steps\.(\d+)\.(\w+)$/.exec(path) ?? [];
  const mail = `mail ${Number(at) + 1}`;
  if (field === "goal") return { label: `Goal of ${mail}`, long: true };
  if (field === "delay") return { label: `Wait before ${mail}`, show: String };
  if (field === "unit")
    return { label: `Unit of the wait before ${mail}`, show: (value) => units[value as DelayUnit] };
  return parts[path];
}
