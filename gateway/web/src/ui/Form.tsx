import { useEffect, useRef, type ReactNode } from "react";
import { useGet, type Session } from "../data";
import { fieldsOf } from "./Field";

interface FormProps {
  /** Keeps what is typed, under this name, until the act has worked: over a reload, an error, a new sign-in. */
  keep?: string;
  /** The act that the form starts; when it has worked, what was kept goes. */
  act?: { isSuccess: boolean };
  onSubmit: (fields: Record<string, string>, form: HTMLFormElement) => void;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** A form of `<Field>`s with `name` and `defaultValue`. Refusals come from the service: nothing is checked twice. */
export function Form({ keep, act, onSubmit, className, label, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const account = useGet<Session>("/core/bootstrap", { off: true }).data?.account.email;
  const place = keep && account && `unsaved ${account} ${keep}`;

  useEffect(() => {
    const kept = place && sessionStorage.getItem(place);
    if (!kept || !form.current) return;
    for (const [name, value] of Object.entries(JSON.parse(kept) as Record<string, string>)) {
      const control = form.current.elements.namedItem(name);
      if (control instanceof HTMLElement && "value" in control) control.value = value;
    }
  }, [place]);

  const worked = Boolean(act?.isSuccess);
  useEffect(() => {
    if (worked && place) sessionStorage.removeItem(place);
  }, [worked, place]);

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
      {children}
    </form>
  );
}
