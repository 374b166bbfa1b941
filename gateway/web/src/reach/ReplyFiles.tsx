import { useState } from "react";
import { fetchFile } from "../data";
import { bytes, Button, Notice } from "../ui";
import { fileType } from "./fileType";
import type { ReplyFile } from "./shapes";

/** What came attached to an answer. Nothing of it is fetched, opened or shown before somebody asks for it. */
export function ReplyFiles({ files }: { files: ReplyFile[] }) {
  return (
    <div>
      <ul className="letter-files" aria-label="Files that came with this mail">
        {files.map((file) => (
          <OneFile key={file.id} file={file} />
        ))}
      </ul>
      <p className="small t3">
        Files stay at Resend, which does not keep them for ever, and are handed on unopened and unchecked.
      </p>
    </div>
  );
}

function OneFile({ file }: { file: ReplyFile }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const download = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      keep(await fetchFile(`/reach/reply-files/${file.id}/content`), file.name);
    } catch (refused) {
      setProblem(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li>
      <div className="row">
        <span className="letter-file">
          <b>{file.name}</b>{" "}
          <span className="t3">
            {fileType(file.name, file.contentType)}
            {file.size !== null && `, ${bytes(file.size)}`}
          </span>
        </span>
        <span className="row-end">
          <Button
            small
            icon="download"
            download
            act={{ isPending: busy }}
            busy="Fetching"
            label={`Download ${file.name}`}
            disabledBecause={
              file.tooLarge && "Files are handed on up to 25 MB. Ask the sender for a link to it."
            }
            onClick={() => void download()}
          >
            Download
          </Button>
        </span>
      </div>
      {problem !== undefined && <Notice problem={problem} />}
    </li>
  );
}

function keep(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser reads it while it writes the file.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
