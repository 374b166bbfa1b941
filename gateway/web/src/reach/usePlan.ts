import { cache, useAct } from "../data";
import { same } from "../ui/saving";
import { useSaving } from "../ui/useSaving";
import type { Audience, Campaign, DelayUnit, WarmPolicy } from "./shapes";

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

const wordsOf = (campaign: Campaign): Words => ({ fields: fieldsOf(campaign), steps: stepsOf(campaign) });

/** The plan as it stands on the page: saved 800 ms after the last change, one request at a time, never over another's. */
export function usePlan(campaign: Campaign) {
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
  const { saving, save, settle } = useSaving<Campaign, Words>({
    name: `plan ${campaign.id}`,
    row: campaign,
    wordsOf,
    put: async (plan) => {
      const { fields, steps } = plan.words;
      const { version } = plan.saved;
      if (!same(fields, fieldsOf(plan.saved))) return saveFields.mutateAsync({ fields, version });
      const out = await saveSteps.mutateAsync({ steps, version });
      // New steps have their ids now; what was typed meanwhile stays.
      const rows = plan.words.steps;
      if (rows.length === steps.length)
        plan.write({
          ...plan.words,
          steps: rows.map((row, at) => ({ ...row, id: out.steps[at]?.id ?? row.id })),
        });
      return out;
    },
    reset,
  });
  const { fields, steps } = saving.words;
  return {
    fields,
    steps,
    busy: saveFields.isPending || saveSteps.isPending,
    error: saveFields.error ?? saveSteps.error,
    saved: !saving.open,
    save,
    change: (part: Partial<PlanFields>, wait = 800) =>
      saving.change({ ...saving.words, fields: { ...saving.words.fields, ...part } }, wait),
    changeSteps: (rows: PlanStep[], wait = 800) => saving.change({ ...saving.words, steps: rows }, wait),
    settle,
  };
}

export type PlanState = ReturnType<typeof usePlan>;
