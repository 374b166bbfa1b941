import { useState } from "react";
import { Button, Notice } from "../ui";
import type { Preview } from "./SendPreview";

/** Where something personal stands in a part of the request. */
export interface Span {
  part: string;
  start: number;
  length: number;
  kind: string;
}

export interface Finding {
  span: Span;
  says: string;
}

export interface Included {
  spans: Span[];
  open: Finding[];
  include: (span: Span) => void;
}

const same = (one: Span, other: Span) =>
  one.part === other.part &&
  one.start === other.start &&
  one.length === other.length &&
  one.kind === other.kind;

/** What a person includes in this very request: another preview begins with nothing included. */
export function useIncluded(preview?: Preview): Included {
  const [said, say] = useState<{ hash?: string; spans: Span[] }>({ spans: [] });
  const spans = said.hash === preview?.hash ? said.spans : [];
  return {
    spans,
    open: (preview?.findings ?? []).filter((one) => !spans.some((span) => same(span, one.span))),
    include: (span) => say({ hash: preview?.hash, spans: [...spans, span] }),
  };
}

/** Somebody's own data stops the request until it is taken out, or included by one press each. */
export function Findings({ preview, included }: { preview: Preview; included: Included }) {
  return (
    <>
      {preview.findings?.map(({ span, says }) => {
        const words = wordsAt(preview, span);
        return included.spans.some((one) => same(one, span)) ? (
          <Notice key={JSON.stringify(span)} tone="warning">
            <mark>{words}</mark> goes along, this one time; your activity log says so.
          </Notice>
        ) : (
          <Notice key={JSON.stringify(span)} tone="danger">
            {says} <mark>{words}</mark>{" "}
            <Button small edits label={`Include it: ${words}`} onClick={() => included.include(span)}>
              Include it
            </Button>
          </Notice>
        );
      })}
      {preview.notAsked?.map((sentence) => (
        <Notice key={sentence} tone="warning">
          {sentence}
        </Notice>
      ))}
    </>
  );
}

const wordsAt = (preview: Preview, { part, start, length }: Span) =>
  preview.parts.find((one) => (one.id ?? one.kind) === part)?.text?.slice(start, start + length) ?? "";
