import "./reach.css";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useAct } from "../data";
import {
  bytes,
  Button,
  Facts,
  Field,
  Loading,
  many,
  Notice,
  number,
  Page,
  Panel,
  Section,
  Table,
  toast,
} from "../ui";
import { base64Of } from "./file";
import type { ImportResult } from "./shapes";

const largest = 1024 * 1024;
const fields: Record<string, string> = {
  "": "Leave out",
  email: "Address",
  name: "Full name",
  first_name: "First name",
  last_name: "Last name",
  company: "Company",
  title: "Title",
  country: "Country",
};

interface Source {
  text?: string;
  base64?: string;
  fileName?: string;
}

interface Asked extends Source {
  mapping?: Record<string, string>;
  dryRun: boolean;
}

/** Paste or a file; what would come of it is shown row by row before anything is stored. */
export default function Import() {
  const [, go] = useLocation();
  const [source, setSource] = useState<Source>({ text: "" });
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [refused, refuse] = useState("");
  const look = useAct<ImportResult, Asked>("POST", "/reach/imports", { refresh: [] });
  const take = useAct<ImportResult, Asked>("POST", "/reach/imports", {
    done: (out) => {
      toast(`${many(out.added, "person", "people")} added, ${number(out.changed)} changed.`);
      go(`/reach/contacts?importId=${out.id}`);
    },
  });
  const ask = useRef(look.mutate);
  ask.current = look.mutate;
  const filled = Boolean(source.base64 || source.text?.trim());
  useEffect(() => {
    if (!filled) return;
    const timer = setTimeout(
      () => ask.current({ ...source, mapping, dryRun: true }),
      source.base64 ? 0 : 500,
    );
    return () => clearTimeout(timer);
  }, [source, mapping, filled]);
  const choose = async (file: File | undefined) => {
    if (!file) return;
    refuse("");
    if (file.size > largest) {
      refuse(`“${file.name}” is ${bytes(file.size)}. A file may hold 1 MB; split it and import the parts.`);
      return;
    }
    setMapping({});
    setSource({ base64: await base64Of(file), fileName: file.name });
  };
  const result = filled ? look.data : undefined;
  const taken = result ? result.added + result.changed : 0;
  return (
    <Page
      title="Import people"
      back={{ href: "/reach/contacts", label: "Contacts" }}
      actions={
        <Button
          kind="main"
          icon="upload"
          act={take}
          busy="Importing"
          disabledBecause={
            !filled
              ? "Paste addresses or choose a file first."
              : look.isPending || !result
                ? "It is being read."
                : taken === 0 && "There is nobody new in it, and nothing has changed."
          }
          onClick={() => take.mutate({ ...source, mapping, dryRun: false })}
        >
          {taken > 0 ? `Import ${many(taken, "person", "people")}` : "Import"}
        </Button>
      }
      panel={result && <Counts result={result} />}
    >
      <div className="plan">
        {source.base64 ? (
          <Notice icon="file-text" title={source.fileName}>
            <Button small kind="quiet" icon="x" onClick={() => setSource({ text: "" })}>
              Take another
            </Button>
          </Notice>
        ) : (
          <div className="stack">
            <Field
              as="textarea"
              label="Paste addresses or a table"
              name="text"
              value={source.text}
              placeholder={"email, first name, company\nines@kestrelpay.example, Ines, Kestrel Pay"}
              help="One row for each person. A first row with names of columns is understood, and so is text copied from a spreadsheet."
              onChange={(event) => setSource({ text: event.currentTarget.value })}
            />
            <Field
              label="Or choose a file"
              name="file"
              type="file"
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              help="CSV or text, up to 1 MB."
              error={refused || undefined}
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          </div>
        )}
        {(look.error ?? take.error) && filled && <Notice problem={take.error ?? look.error} />}
        {filled && !result && look.isPending && <Loading rows={3} />}
        {result && (
          <Section title="Columns" sub={`read as ${result.encoding}`}>
            <Table
              label="Columns"
              rows={result.columns}
              rowKey={(row) => row.header}
              columns={[
                { head: "In the file", cell: (row) => row.header, grow: true },
                {
                  head: "Becomes",
                  cell: (row) => (
                    <div className="becomes">
                      <Field
                        as="select"
                        bare
                        label={`What ${row.header} becomes`}
                        name={`field ${row.header}`}
                        value={row.field}
                        onChange={(event) =>
                          setMapping({
                            ...Object.fromEntries(
                              result.columns.map((column) => [column.header, column.field]),
                            ),
                            [row.header]: event.currentTarget.value,
                          })
                        }
                      >
                        {Object.entries(fields).map(([value, word]) => (
                          <option key={value} value={value}>
                            {word}
                          </option>
                        ))}
                        {ownField(row) && (
                          <option value={ownField(row)}>{`Merge field {{${ownField(row)}}}`}</option>
                        )}
                      </Field>
                    </div>
                  ),
                },
              ]}
            />
          </Section>
        )}
        {result && result.rejections.length > 0 && (
          <Section title="Rows that are not taken" sub={number(result.rejected)}>
            <Table
              label="Rows that are not taken"
              rows={result.rejections}
              rowKey={(row) => `${row.line} ${row.column}`}
              columns={[
                { head: "Line", cell: (row) => number(row.line), num: true },
                { head: "Column", cell: (row) => row.column, wideOnly: true },
                { head: "Why", cell: (row) => row.reason, grow: true },
              ]}
            />
          </Section>
        )}
      </div>
    </Page>
  );
}

function Counts({ result }: { result: ImportResult }) {
  return (
    <Panel title="What would come of it">
      <Section title="What would come of it">
        <Facts
          rows={[
            { label: "New people", value: number(result.added) },
            { label: "Known, with something new", value: number(result.changed) },
            { label: "Known as they are, or twice", value: number(result.duplicates) },
            { label: "Not taken", value: number(result.rejected) },
          ]}
          sum={{ label: "Rows", value: number(result.rows) }}
        />
      </Section>
      {result.suppressed > 0 && (
        <Notice tone="warning">
          {many(result.suppressed, "person gets", "people get")} no mail: they asked for none, or mail to them
          came back. They are taken, and stay off.
        </Notice>
      )}
      <Notice>Nothing is stored yet, and nobody outside hears of it.</Notice>
    </Panel>
  );
}

/** A column that is none of ours becomes a merge field of its own name. */
const ownField = (row: { header: string; field: string }) =>
  row.field in fields
    ? row.header
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, "_")
        .replace(/^_+|_+$/g, "")
    : row.field;
