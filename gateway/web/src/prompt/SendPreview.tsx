import type { ReactNode } from "react";
import type { Act, Problem } from "../data";
import { bytes, Button, Dialog, Facts, Loading, Notice, number } from "../ui";
import { Findings, type Finding, type Included } from "./Findings";
import "./prompt.css";

/** The exact request, as a service would send it. */
export interface Preview {
  provider: string;
  host: string;
  model: string;
  parts: {
    kind: string;
    id?: string | null;
    title: string;
    words: number;
    text?: string;
    personal?: boolean;
  }[];
  /** Where a contact's data stands in the body, letter by letter. */
  marks?: string[];
  /** Somebody's own data: it is taken out, or included by a person. */
  findings?: Finding[];
  /** A sentence for each service that could not be asked for names. */
  notAsked?: string[];
  bytes: number;
  /** A rough count; the vendor counts exactly. */
  tokens: number;
  body: string;
  hash: string;
}

/** The exact request, to the byte, before it leaves; its hash goes along, so that nothing else can. */
export function SendPreview({
  title,
  preview,
  problem,
  again,
  start,
  onStart,
  startProblem,
  onClose,
  included,
  disabledBecause,
  before,
  children,
}: {
  title: string;
  preview?: Preview;
  problem?: Problem | null;
  /** Asks for the preview once more. */
  again: () => void;
  start: Act;
  onStart: () => void;
  startProblem?: Problem | null;
  onClose: () => void;
  included: Included;
  disabledBecause?: string | false;
  /** What can be changed before it goes. */
  before?: ReactNode;
  /** What comes of it, in a sentence. */
  children?: ReactNode;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          {preview && (
            <Button
              kind="main"
              act={start}
              busy="Starting"
              disabledBecause={
                disabledBecause ||
                (included.open.length > 0 && "Take out first what must not leave, or include it.")
              }
              onClick={onStart}
            >
              Send to {preview.provider}
            </Button>
          )}
        </>
      }
    >
      {before}
      {problem && <Notice problem={problem} retry={again} />}
      {!preview && !problem && <Loading rows={3} />}
      {preview && <Findings preview={preview} included={included} />}
      {preview && (
        <>
          <p className="t2">
            {preview.provider} ({preview.host}) writes the text with{" "}
            <span className="nowrap">{preview.model}</span>. {children} This leaves, and nothing else:
          </p>
          <Facts
            label="What leaves"
            rows={preview.parts.map((part) => ({
              label: part.id ? `${part.id} ${part.title}` : part.title,
              value: number(part.words),
              note: "words",
            }))}
            sum={{
              label: "Sum",
              value: number(preview.parts.reduce((sum, part) => sum + part.words, 0)),
              note: `words, ${bytes(preview.bytes)}, about ${number(preview.tokens)} tokens`,
            }}
          />
          {preview.parts.some((part) => part.personal) && (
            <Notice tone="warning" title="A person's own data goes along.">
              {preview.parts
                .filter((part) => part.personal)
                .map((part, at) => (
                  <span key={part.title}>
                    {at > 0 && ", "}
                    <mark>{part.text}</mark>
                  </span>
                ))}
            </Notice>
          )}
          <details>
            <summary className="t2">Read the exact text</summary>
            <pre className="exact" tabIndex={0}>
              {marked(preview.body, preview.marks ?? [])}
            </pre>
          </details>
        </>
      )}
      {startProblem && (
        <Notice problem={startProblem} retry={startProblem.is("preview-outdated") ? again : undefined} />
      )}
    </Dialog>
  );
}

/** The text with what is a person's own in it marked. */
function marked(text: string, marks: string[]): ReactNode[] {
  return marks.reduce<ReactNode[]>(
    (pieces, mark) =>
      pieces.flatMap((piece) =>
        typeof piece === "string" && mark
          ? piece
              .split(mark)
              .flatMap((part, at) => (at > 0 ? [<mark key={`${mark} ${at}`}>{mark}</mark>, part] : [part]))
          : [piece],
      ),
    [text],
  );
}
