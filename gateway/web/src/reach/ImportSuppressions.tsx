import { useState } from "react";
import { useAct } from "../data";
import { bytes, Button, Dialog, Field, many, Notice, number, toast } from "../ui";
import { base64Of } from "./file";
import { suppressionReasons, type Suppression, type SuppressionsImport } from "./shapes";

const largest = 1024 * 1024;

/** A list kept elsewhere until now: addresses and domains, pasted or as a file. */
export function ImportSuppressions({ onClose }: { onClose: () => void }) {
  const [text, write] = useState("");
  const [file, setFile] = useState<{ name: string; base64: string }>();
  const [reason, because] = useState<Suppression["reason"]>("manual");
  const [refused, refuse] = useState("");
  const act = useAct<SuppressionsImport, { text?: string; base64?: string; reason: string }>(
    "POST",
    "/reach/suppressions/import",
    {
      done: (out) => {
        if (out.rejected > 0) return;
        toast(`${number(out.added)} added; ${number(out.known)} were on the list.`);
        onClose();
      },
    },
  );
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    refuse(
      chosen.size > largest
        ? `“${chosen.name}” is ${bytes(chosen.size)}. A file may hold 1 MB; split it and import the parts.`
        : "",
    );
    if (chosen.size <= largest) setFile({ name: chosen.name, base64: await base64Of(chosen) });
  };
  const out = act.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Who gets no more mail?"
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {out ? "Close" : "Not now"}
          </Button>
          {!out && (
            <Button
              kind="main"
              icon="upload"
              act={act}
              busy="Importing"
              disabledBecause={!file && !text.trim() && "Paste the list or choose a file first."}
              onClick={() => act.mutate(file ? { base64: file.base64, reason } : { text, reason })}
            >
              Import the list
            </Button>
          )}
        </>
      }
    >
      {out ? (
        <Notice
          tone="warning"
          title={`${number(out.added)} added, ${number(out.known)} known, ${many(out.rejected, "row", "rows")} not taken.`}
        >
          {out.rejections
            .slice(0, 5)
            .map((row) => `Line ${row.line}: ${row.reason}`)
            .join(" ")}
        </Notice>
      ) : (
        <>
          {file ? (
            <Notice icon="file-text" title={file.name}>
              <Button small kind="quiet" icon="x" onClick={() => setFile(undefined)}>
                Take another
              </Button>
            </Notice>
          ) : (
            <>
              <Field
                as="textarea"
                label="Addresses and domains"
                name="text"
                value={text}
                placeholder={"ines@kestrelpay.example\nquillhaus.example"}
                help="One a line, or the first column of a table. A domain stops mail to everybody there."
                problem={act.error}
                onChange={(event) => write(event.currentTarget.value)}
              />
              <Field
                label="Or a file"
                name="file"
                type="file"
                accept=".csv,.txt,.tsv,text/csv,text/plain"
                error={refused || undefined}
                onChange={(event) => void choose(event.currentTarget.files?.[0])}
              />
            </>
          )}
          <Field
            as="select"
            label="Why they get no mail"
            name="reason"
            value={reason}
            help={reason === "complaint" ? "A complaint cannot be lifted later." : undefined}
            onChange={(event) => because(event.currentTarget.value as Suppression["reason"])}
          >
            {Object.entries(suppressionReasons).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </Field>
          {act.error && !act.error.errors.text && <Notice problem={act.error} />}
        </>
      )}
    </Dialog>
  );
}
