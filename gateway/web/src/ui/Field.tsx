import { useId, type ComponentProps, type ReactNode } from "react";
import { useReadOnly, type Act, type Problem } from "../data";
import { readOnlyReason } from "./Button";
import { Icon } from "./Icon";
import { toast } from "./Toast";

interface Common {
  label: ReactNode;
  /** The field's name, also in a refusal: `problem.errors[name]`. */
  name: string;
  help?: ReactNode;
  /** The refusal of the form's act; its message for this field stands below the field. */
  problem?: Problem | null;
  error?: string;
  /** The label is read, not shown. */
  bare?: boolean;
}

type FieldProps = Common &
  (
    | ({ as?: "input" } & ComponentProps<"input">)
    | ({ as: "textarea" } & ComponentProps<"textarea">)
    | ({ as: "select" } & ComponentProps<"select">)
  );

/** Label, control, help or error. Works with `name` and FormData, or with `value` and `onChange`. */
export function Field({ label, name, help, problem, error, bare, as = "input", ...rest }: FieldProps) {
  const id = useId();
  const message = error ?? problem?.errors[name]?.[0];
  const control = {
    id,
    name,
    "aria-invalid": message ? true : undefined,
    "aria-describedby": message || help ? `${id}-more` : undefined,
    ...rest,
  };
  return (
    <div className="field">
      <label htmlFor={id} className={bare ? "hidden" : undefined}>
        {label}
      </label>
      {as === "textarea" ? (
        <textarea {...(control as ComponentProps<"textarea">)} />
      ) : as === "select" ? (
        <div className="select">
          <select {...(control as ComponentProps<"select">)} />
          <Icon name="chevron-down" size={14} />
        </div>
      ) : (
        <input {...(control as ComponentProps<"input">)} />
      )}
      {message ? (
        <p id={`${id}-more`} className="field-error">
          <Icon name="circle-alert" size={14} /> {message}
        </p>
      ) : (
        help && (
          <p id={`${id}-more`} className="field-help">
            {help}
          </p>
        )
      )}
    </div>
  );
}

export function Check({ label, ...rest }: { label: ReactNode } & Omit<ComponentProps<"input">, "type">) {
  return (
    <label className="check">
      <input type="checkbox" {...rest} />
      <span>{label}</span>
    </label>
  );
}

/** Acts at once; offer undo where it matters. */
export function Toggle({
  label,
  on,
  change,
  act,
  edits,
  disabledBecause,
}: {
  label: ReactNode;
  on: boolean;
  change: (on: boolean) => void;
  /** The act it starts: it waits while that runs, and cannot be pressed while an operator is viewing. */
  act?: Act;
  /** It changes something of the account, though it has no act itself. */
  edits?: boolean;
  /** Why it cannot be pressed; said to everybody, not only shown. */
  disabledBecause?: string | false | null;
}) {
  const id = useId();
  const readOnly = useReadOnly();
  const reason = disabledBecause || (readOnly && (act || edits) ? readOnlyReason : undefined);
  return (
    <label className="toggle" title={reason}>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        aria-disabled={reason || act?.isPending ? true : undefined}
        aria-describedby={reason ? id : undefined}
        onChange={(event) => {
          // A finger sees no title.
          if (reason) toast(reason);
          else if (!act?.isPending) change(event.currentTarget.checked);
        }}
      />
      <span>{label}</span>
      {reason && (
        <span id={id} className="hidden">
          {reason}
        </span>
      )}
    </label>
  );
}

/** What a form holds, by field name. Files are left out. */
export function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string") fields[name] = value;
  });
  return fields;
}
