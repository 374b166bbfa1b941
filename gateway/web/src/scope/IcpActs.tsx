import { useState } from "react";
import { useLocation } from "wouter";
import { useAct } from "../data";
import { archiveRun, Button, Dialog, Field, Form, Notice, takeBack, toast } from "../ui";
import type { Editing, Fields } from "../ui/merging";
import { useMerging } from "../ui/useMerging";
import type { Icp } from "./shapes";

const editing: Editing<Icp, Fields> = {
  what: "This ICP",
  wordsOf: ({ name }) => ({ name }),
  part: () => ({ label: "Name" }),
};

/** Rename, and delete with the way back. */
export function IcpActs({ icp }: { icp: Icp }) {
  const [, go] = useLocation();
  const [naming, setNaming] = useState(false);
  const rename = useMerging<Icp, Fields>("PATCH", `/scope/icps/${icp.id}`, {
    editing,
    body: ({ name = "" }) => ({ name: name.trim() }),
    done: () => setNaming(false),
  });
  const remove = useAct("DELETE", `/scope/icps/${icp.id}`, {
    ends: true,
    etag: `"${icp.version}"`,
    done: () => {
      go("/scope/icps");
      toast(`“${icp.name}” deleted. It leaves the disk on ${archiveRun()}.`, {
        undo: () => takeBack("/scope/icps", icp),
      });
    },
  });
  return (
    <>
      <Button kind="quiet" icon="pencil" edits onClick={() => setNaming(true)}>
        Rename
      </Button>
      <Button kind="danger" icon="trash-2" act={remove} busy="Deleting" onClick={() => remove.mutate()}>
        Delete
      </Button>
      <Dialog open={naming} onClose={() => setNaming(false)} title="Which market does it describe?">
        <Form
          from={{ version: icp.version, words: editing.wordsOf(icp) }}
          onSubmit={(_fields, _form, edit) => rename.save(edit)}
        >
          <Field
            label="Name"
            name="name"
            maxLength={120}
            defaultValue={icp.name}
            autoFocus
            problem={rename.error}
          />
          {rename.error && !rename.error.errors.name && <Notice problem={rename.error} typed />}
          <div className="dialog-actions">
            <Button kind="quiet" onClick={() => setNaming(false)}>
              Not now
            </Button>
            <Button kind="main" type="submit" act={rename} busy="Renaming">
              Rename it
            </Button>
          </div>
        </Form>
      </Dialog>
      <Dialog open={Boolean(remove.error)} onClose={() => remove.reset()} title="It was not deleted">
        <Notice problem={remove.error} />
      </Dialog>
    </>
  );
}
