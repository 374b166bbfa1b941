import { cache, useAct } from "../data";
import { same } from "../data/merge";
import type { Editing } from "../ui/merging";
import { useSaving } from "../ui/useSaving";
import type { Audience, Campaign, DelayUnit, WarmPolicy } from "./campaign";
import { planPart } from "./planParts";

export interface PlanFields {
  name: string;
  goal: string;
  persona: string;
  icpId: string | null;
  senderId: string | null;
  audience: Omit<Audience, "count">;
  warmPolicy: WarmPolicy;
}

export interface PlanStep {
  id: string | null;
  delay: number;
  unit: DelayUnit;
  goal: string;
}

const fieldsOf = (campaign: Campaign): PlanFields => ({
  name: campaign.name,
  goal: campaign.goal,
  persona: campaign.persona,
  icpId: campaign.icpId,
  senderId: campaign.senderId,
  audience: {
    kind: campaign.audience.kind,
    importId: campaign.audience.importId,
    contactIds: campaign.audience.contactIds,
    leftOutIds: campaign.audience.leftOutIds,
  },
  warmPolicy: campaign.warmPolicy,
});

const stepsOf = (campaign: Campaign): PlanStep[] =>
  campaign.steps.map(({ id, delay, unit, goal }) => ({ id, delay, unit, goal }));

interface Words {
  fields: PlanFields;
  steps: PlanStep[];
}

const editing = (launched: boolean): Editing<Campaign, Words> => ({
  what: "This plan",
  wordsOf: (campaign) => ({ fields: fieldsOf(campaign), steps: stepsOf(campaign) }),
  part: planPart,
  // Launched meanwhile: nothing typed before goes into mails under way until the person says so.
  stored: ({ current }) => {
    const now = current as Campaign | undefined;
    return launched || now?.state === "draft" ? now : undefined;
  },
});

/**
 * The plan as it stands on the page: saved 800 ms after the last change, one request at a time, never over another's.
 * After the launch each save makes a version for the mails under way, so it is saved when the person says so.
 */
export function usePlan(campaign: Campaign) {
  const launched = campaign.state !== "draft";
  const path = `/reach/campaigns/${campaign.id}`;
  const options = {
    etag: ({ version }: { version: number }) => `"${version}"`,
    refresh: [path],
    done: (out: Campaign) => {
      cache.setQueryData([path], out);
    },
  };
  const saveFields = useAct<Campaign, { fields: PlanFields; version: number }>("PUT", path, {
    ...options,
    body: ({ fields }) => fields,
  });
  const saveSteps = useAct<Campaign, { steps: PlanStep[]; version: number }>("PUT", `${path}/steps`, {
    ...options,
    body: ({ steps }) => ({ steps }),
  });
  const reset = () => {
    saveFields.reset();
    saveSteps.reset();
  };
  const { saving, save, saveAnew, drop } = useSaving<Campaign, Words>({
    name: `plan ${campaign.id}`,
    row: campaign,
    editing: editing(launched),
    put: async (plan) => {
      const { fields, steps } = plan.words;
      const { version } = plan.saved;
      if (!same(fields, plan.saved.words.fields)) return saveFields.mutateAsync({ fields, version });
      const out = await saveSteps.mutateAsync({ steps, version });
      // New steps have their ids now; what was typed or moved meanwhile stays.
      const made = out.steps.filter(({ id }) => !steps.some((step) => step.id === id));
      plan.write({
        ...plan.words,
        steps: plan.words.steps.map((row) => (row.id ? row : { ...row, id: made.shift()?.id ?? null })),
      });
      return out;
    },
    reset,
    byHand: launched,
  });
  const { fields, steps } = saving.words;
  const change = (words: Words, wait: number) =>
    launched ? saving.write(words) : saving.change(words, wait);
  return {
    launched,
    fields,
    steps,
    busy: saveFields.isPending || saveSteps.isPending,
    error: saveFields.error ?? saveSteps.error,
    saved: !saving.open,
    save: saveAnew,
    /** A field was left. */
    left: launched ? undefined : save,
    change: (part: Partial<PlanFields>, wait = 800) =>
      change({ ...saving.words, fields: { ...saving.words.fields, ...part } }, wait),
    changeSteps: (rows: PlanStep[], wait = 800) => change({ ...saving.words, steps: rows }, wait),
    drop,
  };
}

export type PlanState = ReturnType<typeof usePlan>;
