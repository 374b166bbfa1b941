import { useAct, useGet } from "../data";
import { bytes, Button, Dialog, Facts, Loading, many, Notice, number } from "../ui";
import type { Preview, Synthesis } from "./shapes";

/** The exact request, to the byte, before it leaves; its hash goes along, so that nothing else can. */
export function SendPreview({
  icp,
  onClose,
  started,
}: {
  icp: string;
  onClose: () => void;
  started: () => void;
}) {
  const preview = useGet<Preview>(`/scope/icps/${icp}/prompt-preview`);
  const start = useAct<Synthesis>("POST", `/scope/icps/${icp}/syntheses`, {
    body: () => ({ previewHash: preview.data?.hash }),
    done: started,
  });
  const shown = preview.data;
  const masked = shown ? shown.masked.emails + shown.masked.phones : 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={shown ? `Send ${many(shown.answers, "answer")} to ${shown.provider}?` : "What would leave"}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Not now
          </Button>
          {shown && (
            <Button kind="main" act={start} busy="Starting" onClick={() => start.mutate()}>
              Send to {shown.provider}
            </Button>
          )}
        </>
      }
    >
      {preview.error && <Notice problem={preview.error} retry={() => void preview.refetch()} />}
      {preview.isPending && <Loading rows={3} />}
      {shown && (
        <>
          <p className="t2">
            {shown.provider} ({shown.host}) writes the text with {shown.model}. Your published version stays
            until you publish the new one. This leaves, and nothing else:
          </p>
          <Facts
            label="What leaves"
            rows={shown.parts.map((part) => ({
              label: part.id ? `${part.id} ${part.title}` : part.title,
              value: number(part.words),
              note: "words",
            }))}
            sum={{
              label: "Sum",
              value: number(shown.parts.reduce((sum, part) => sum + part.words, 0)),
              note: `words, ${bytes(shown.bytes)}`,
            }}
          />
          {masked > 0 && (
            <p className="t2">
              {many(shown.masked.emails, "address", "addresses")} and{" "}
              {many(shown.masked.phones, "phone number")} in your answers are masked.
            </p>
          )}
          <details>
            <summary className="t2">Read the exact text</summary>
            <pre className="exact" tabIndex={0}>
              {shown.body}
            </pre>
          </details>
        </>
      )}
      {start.error && (
        <Notice
          problem={start.error}
          retry={
            start.error.is("preview-outdated")
              ? () => {
                  start.reset();
                  void preview.refetch();
                }
              : undefined
          }
        />
      )}
    </Dialog>
  );
}
