import { useAct } from "../data";
import { Badge, Field, Notice } from "../ui";
import type { CrmConnection, CrmStage } from "./shapes";

const words: Record<CrmStage["means"], string> = {
  unknown: "not said yet",
  open: "open",
  won: "won",
  lost: "lost",
};

/** HubSpot's pipelines name their stages as they like: what each means is said here. */
export function CrmStages({ connection }: { connection: CrmConnection }) {
  const map = useAct<CrmConnection, { stage: string; means: string }>(
    "PUT",
    `/scope/crm-connections/${connection.id}/stages`,
  );
  const open = connection.stages.filter((stage) => stage.means === "unknown").length;
  return (
    <div className="stack">
      <h3>
        Stages that were met{" "}
        {open > 0 && <Badge tone="warning" icon="circle-help">{`${open} not said`}</Badge>}
      </h3>
      {connection.stages.map((stage) => (
        <Field
          key={stage.name}
          as="select"
          name={stage.name}
          label={
            <>
              <code>{stage.name}</code> means
            </>
          }
          value={stage.means}
          disabled={map.isPending}
          onChange={(event) => map.mutate({ stage: stage.name, means: event.currentTarget.value })}
        >
          {Object.entries(words).map(([value, word]) => (
            <option key={value} value={value} disabled={value === "unknown" && stage.means !== "unknown"}>
              {word}
            </option>
          ))}
        </Field>
      ))}
      {map.error && <Notice problem={map.error} />}
    </div>
  );
}
