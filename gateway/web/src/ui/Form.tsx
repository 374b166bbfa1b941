import { useEffect, useRef, useState, type ReactNode } from "react";
import { useGet, type Session } from "../data";
import { fieldsOf } from "./Field";

interface FormProps {
  /** Keeps what is typed, under this name, until the act has worked: over a reload, an error, a new sign-in. */
  keep?: string;
  /** The act that the form starts; when it has worked, what was kept goes. */
  act?: { isSuccess: boolean; forget: { current: (() => void) | undefined } };
  onSubmit: (fields: Record<string, string>, form: HTMLFormElement) => void;
  className?: string;
  label?: string;
  children: ReactNode;
}

const fill = (form: HTMLFormElement, fields: Record<string, string>) => {
  for (const control of form.elements) {
    const typed =
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement;
    if (!typed || !control.name) continue;
    const value = fields[control.name];
    // A box without its tick is not among the fields.
    if (control instanceof HTMLInputElement && control.type === "checkbox")
      control.checked = value !== undefined;
    else if (value !== undefined) control.value = value;
  }
};

/** A form of `<Field>`s with `name` and `defaultValue`. Refusals come from the service: nothing is checked twice. */
export function Form({ keep, act, onSubmit, className, label, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  /** What stood there before something kept came back. */
  const [before, setBefore] = useState<Record<string, string>>();
  const account = useGet<Session>("/core/bootstrap", { off: true }).data?.account.email;
  const place = keep && account && `unsaved ${account} ${keep}`;

  useEffect(() => {
    const kept = place && sessionStorage.getItem(place);
    if (!kept || !form.current) return;
    const there = fieldsOf(form.current);
    if (kept === JSON.stringify(there)) return;
    fill(form.current, JSON.parse(kept) as Record<string, string>);
    setBefore(there);
  }, [place]);

  if (act) act.forget.current = () => place && sessionStorage.removeItem(place);

  return (
    <form
      ref={form}
      noValidate
      aria-label={label}
      className={className ?? "stack"}
      onInput={(event) =>
        place && sessionStorage.setItem(place, JSON.stringify(fieldsOf(event.currentTarget)))
      }
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(fieldsOf(event.currentTarget), event.currentTarget);
      }}
    >
      {before && !act?.isSuccess && (
        <p className="small t3">
          What you typed here before is back.{" "}
          <button
            type="button"
            className="link"
            onClick={() => {
              fill(form.current!, before);
              sessionStorage.removeItem(place || "");
              setBefore(undefined);
            }}
          >
            Leave it out
          </button>
        </p>
      )}
      {children}
    </form>
  );
}
