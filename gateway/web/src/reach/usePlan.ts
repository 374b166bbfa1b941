import { useEffect, useRef, useState } from "react";
import { cache, useAct } from "../data";
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

// A space at the end is not kept by the service, so it is no change either.
const same = (one: unknown, other: unknown) => written(one) === written(other);
const written = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? part.trim() : part));

/** The plan as it stands on the page: saved 800 ms after the last change, one request at a time, never over another's. */
export function usePlan(campaign: Campaign) {
  const [fields, setFields] = useState(() => fieldsOf(campaign));
  const [steps, setSteps] = useState(() => stepsOf(campaign));
  const saved = useRef(campaign);
  const now = useRef({ fields, steps });
  now.current = { fields, steps };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sending = useRef(false);
  const write = (part: { fields?: PlanFields; steps?: PlanStep[] }) => {
    now.current = { ...now.current, ...part };
    setFields(now.current.fields);
    setSteps(now.current.steps);
  };
  const path = `/reach/campaigns/${campaign.id}`;
  const took = (out: Campaign) => {
    saved.current = out;
    cache.setQueryData([path], out);
  };
  const options = { etag: () => `"${saved.current.version}"`, refresh: [path] };
  const saveFields = useAct<Campaign, PlanFields>("PUT", path, { ...options, done: took });
  const saveSteps = useAct<Campaign, PlanStep[]>("PUT", `${path}/steps`, {
    ...options,
    body: (rows) => ({ steps: rows }),
    done: (out, sent) => {
      took(out);
      // New steps have their ids now; what was typed meanwhile stays.
      const rows = now.current.steps;
      if (rows.length !== sent.length) return;
      write({ steps: rows.map((row, at) => ({ ...row, id: out.steps[at]?.id ?? row.id })) });
    },
  });
  const busy = saveFields.isPending || saveSteps.isPending;
  const error = saveFields.error ?? saveSteps.error;
  const dirty = () => ({
    fields: !same(now.current.fields, fieldsOf(saved.current)),
    steps: !same(now.current.steps, stepsOf(saved.current)),
  });
  const save = async () => {
    clearTimeout(timer.current);
    if (sending.current) return;
    sending.current = true;
    try {
      // One at a time, and on to the last word: nobody may be on the page any more when the first has arrived.
      for (let open = dirty(); open.fields || open.steps; open = dirty()) {
        if (open.fields) await saveFields.mutateAsync(now.current.fields);
        else await saveSteps.mutateAsync(now.current.steps);
      }
    } catch {
      // Their errors say why; what was typed stays on the page.
    } finally {
      sending.current = false;
    }
  };
  const flush = useRef(save);
  flush.current = save;
  useEffect(() => () => void flush.current(), []);
  // Another window's change is taken where nothing of one's own waits.
  useEffect(() => {
    const open = dirty();
    if (campaign.version > saved.current.version && !open.fields && !open.steps) {
      saved.current = campaign;
      write({ fields: fieldsOf(campaign), steps: stepsOf(campaign) });
    }
  }, [campaign]);
  const later = (wait: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush.current(), wait);
  };
  const open = dirty();
  return {
    fields,
    steps,
    busy,
    error,
    saved: !open.fields && !open.steps,
    save: () => void flush.current(),
    change: (part: Partial<PlanFields>, wait = 800) => {
      write({ fields: { ...now.current.fields, ...part } });
      later(wait);
    },
    changeSteps: (rows: PlanStep[], wait = 800) => {
      write({ steps: rows });
      later(wait);
    },
    /** After a refusal for a change elsewhere: their plan, or one's own over it. */
    settle: (theirs: Campaign, mine: boolean) => {
      saved.current = theirs;
      saveFields.reset();
      saveSteps.reset();
      if (mine) {
        later(0);
        return;
      }
      write({ fields: fieldsOf(theirs), steps: stepsOf(theirs) });
    },
  };
}

export type PlanState = ReturnType<typeof usePlan>;
