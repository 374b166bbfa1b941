import type { ReactNode } from "react";
import type { Act, Problem } from "../data";
import { bytes, Button, Dialog, Facts, Loading, Notice, number } from "../ui";
import "./prompt.css";

/** The exact request, as a service would send it. */
export interface Preview {
  provider: string;
  host: string;
  model: string;
  parts: { kind: string; id?: string | null; title: string; words: number }[];
  bytes: number;
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
              disabledBecause={disabledBecause}
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
      {preview && (
        <>
          <p className="t2">
            {preview.provider} ({preview.host}) writes the text with {preview.model}. {children} This leaves,
            and nothing else:
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
              note: `words, ${bytes(preview.bytes)}`,
            }}
          />
          <details>
            <summary className="t2">Read the exact text</summary>
            <pre className="exact" tabIndex={0}>
              {preview.body}
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
