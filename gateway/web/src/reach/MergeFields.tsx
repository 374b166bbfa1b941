import { useGet } from "../data";
import { Icon, many } from "../ui";
import type { Draft } from "./shapes";

/** The fields of the text with what they lack, and those that can be put in. */
export function MergeFields({ draft, insert }: { draft: Draft; insert?: (name: string) => void }) {
  const fields = useGet<{ items: { name: string; filled: number }[] }>("/reach/contact-fields", {
    off: !insert,
  });
  const lacking = draft.mergeFields.filter((field) => field.missing > 0);
  const offered = fields.data?.items.filter((field) => field.filled > 0 && field.name !== "email") ?? [];
  return (
    <div className="merge">
      {lacking.map((field) => (
        <p key={field.name} className="small warning row">
          <Icon name="triangle-alert" size={14} />
          {`{{${field.name}}}`}: {many(field.missing, "person has", "people have")} no value and would get no
          mail. Write {`{{${field.name} | "there"}}`} to fill the gap.
        </p>
      ))}
      {insert && offered.length > 0 && (
        <p className="row small">
          <span className="t3">Put in</span>
          {offered.map((field) => (
            <button key={field.name} type="button" className="chip" onClick={() => insert(field.name)}>
              {field.name}
              <span className="hidden">: put this merge field into mail {draft.stepNumber}</span>
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
