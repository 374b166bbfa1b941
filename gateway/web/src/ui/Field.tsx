import { useId, type ComponentProps, type ReactNode } from "react";
import type { Problem } from "../data";
import { Icon } from "./Icon";

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
  disabled,
}: {
  label: ReactNode;
  on: boolean;
  change: (on: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <label className="toggle">
      <input
        type="checkbox"
        role="switch"
        checked={on}
        disabled={disabled}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      <span>{label}</span>
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
