import { useEffect, useRef, useState, type ReactNode } from "react";
import { useGet, type Session } from "../data";
import { fieldsOf } from "./Field";
import { kept } from "./kept";
import type { Edit, Fields, Met, Seen } from "./merging";

interface Kept {
  /** What the form was filled from when the typing began. */
  seen?: Seen<Fields>;
  fields: Fields;
}

interface FormProps {
  /** Keeps what is typed, under this name, until the act has worked: over a reload, an error, a new sign-in. */
  keep?: string;
  /** What it is filled from, where that can change elsewhere meanwhile. */
  from?: Seen<Fields>;
  /** The act that the form starts; when it has worked, what was kept goes. */
  act?: { isSuccess: boolean; forget: { current: (() => void) | undefined } };
  /** `edit` is for an act that merges. */
  onSubmit: (fields: Fields, form: HTMLFormElement, edit: Edit<unknown, Fields>) => void;
  className?: string;
  label?: string;
  children: ReactNode;
}

const fill = (form: HTMLFormElement, fields: Fields) => {
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
export function Form({ keep, from, act, onSubmit, className, label, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const seen = useRef(from);
  /** What stood there before something kept came back. */
  const [before, setBefore] = useState<Fields>();
  const account = useGet<Session>("/core/bootstrap", { off: true }).data?.account.email;
  const place = keep && account && `unsaved ${account} ${keep}`;

  useEffect(() => {
    const found = place && kept<Kept>(place, { fields: {} });
    if (!found || !form.current) return;
    const there = fieldsOf(form.current);
    if (JSON.stringify(found.fields) === JSON.stringify(there)) return;
    fill(form.current, found.fields);
    seen.current = found.seen;
    setBefore(there);
  }, [place]);

  const keepFields = (fields: Fields) => {
    const now: Kept = { seen: seen.current, fields };
    if (place) sessionStorage.setItem(place, JSON.stringify(now));
  };

  if (act) act.forget.current = () => place && sessionStorage.removeItem(place);

  return (
    <form
      ref={form}
      noValidate
      aria-label={label}
      className={className ?? "stack"}
      onInput={(event) => keepFields(fieldsOf(event.currentTarget))}
      onSubmit={(event) => {
        event.preventDefault();
        const at = event.currentTarget;
        const fields = fieldsOf(at);
        const take = (met: Met<unknown, Fields>) => {
          fill(at, met.words);
          seen.current = met.seen;
          keepFields(met.words);
        };
        onSubmit(fields, at, { seen: seen.current, words: fields, take });
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
              seen.current = from;
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
