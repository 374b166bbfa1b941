import { useState } from "react";
import { useReadOnly } from "../data";
import { Badge, Button, Field, fieldsOf } from "../ui";
import type { IcpVersion } from "./shapes";
import type { EditedClaim } from "./useEdit";

const aspects = ["titles", "goals", "pains", "objections"];

/** One claim: its sentence, its label, the quotes it rests on. */
export function EditClaim({
  claim,
  labelled,
  persona,
  number,
  sources,
  set,
  remove,
}: {
  claim: EditedClaim;
  labelled: boolean;
  persona: boolean;
  number: number;
  sources: IcpVersion["sources"];
  set: (part: Partial<EditedClaim>) => void;
  remove: () => void;
}) {
  const readOnly = useReadOnly();
  const [quoting, quote] = useState(false);
  return (
    <div className="stack claim-edit">
      <Field
        as="textarea"
        bare
        name="text"
        label={`Claim ${number}`}
        rows={2}
        maxLength={800}
        value={claim.text}
        readOnly={readOnly}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <div className="row">
        {persona && (
          <Field
            as="select"
            bare
            name="aspect"
            label={`Claim ${number} is about`}
            value={claim.aspect ?? "titles"}
            disabled={readOnly}
            onChange={(event) => set({ aspect: event.currentTarget.value })}
          >
            {aspects.map((aspect) => (
              <option key={aspect}>{aspect}</option>
            ))}
          </Field>
        )}
        {labelled && (
          <Field
            bare
            name="label"
            label={`Label of claim ${number}`}
            placeholder="Label"
            maxLength={80}
            value={claim.label}
            readOnly={readOnly}
            onChange={(event) => set({ label: event.currentTarget.value })}
          />
        )}
        <Button small icon="quote" edits onClick={() => quote(!quoting)}>
          Quote an answer
        </Button>
        <Button small kind="quiet" icon="trash-2" edits label={`Take out claim ${number}`} onClick={remove}>
          Take out
        </Button>
        {claim.citations.length === 0 && claim.text.trim() !== "" && (
          <Badge tone="warning" icon="circle-help">
            assumption
          </Badge>
        )}
      </div>
      {claim.citations.length > 0 && (
        <ul className="quotes">
          {claim.citations.map((citation, at) => (
            <li key={at} className="small t2">
              <b>{citation.source}</b> “{citation.quote}”{" "}
              <Button
                small
                kind="quiet"
                icon="x"
                edits
                label={`Take the quote from ${citation.source} out`}
                onClick={() => set({ citations: claim.citations.filter((_, index) => index !== at) })}
              >
                {null}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {quoting && (
        <form
          className="stack"
          aria-label={`Quote for claim ${number}`}
          onSubmit={(event) => {
            event.preventDefault();
            const { source = "", words = "" } = fieldsOf(event.currentTarget);
            if (words.trim()) set({ citations: [...claim.citations, { source, quote: words.trim() }] });
            quote(false);
          }}
        >
          <Field as="select" name="source" label="From which answer">
            {sources.map((source) => (
              <option key={source.id} value={source.id}>
                {source.id}. {source.question}
              </option>
            ))}
          </Field>
          <Field
            as="textarea"
            name="words"
            label="Its words"
            help="Copied word for word; what does not stand in the answer is dropped on saving."
            rows={2}
            maxLength={4000}
          />
          <div className="row">
            <Button small type="submit" edits>
              Add the quote
            </Button>
            <Button small kind="quiet" onClick={() => quote(false)}>
              Not now
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
