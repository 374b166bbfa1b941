import { useState } from "react";
import { useLocation } from "wouter";
import { useAct } from "../data";
import { archiveRun, Button, Dialog, Field, Form, Notice, takeBack, toast } from "../ui";
import type { Icp } from "./shapes";

/** Rename, and delete with the way back. */
export function IcpActs({ icp }: { icp: Icp }) {
  const [, go] = useLocation();
  const [naming, setNaming] = useState(false);
  const etag = `"${icp.version}"`;
  const rename = useAct<Icp, { name: string }>("PATCH", `/scope/icps/${icp.id}`, {
    etag,
    done: () => setNaming(false),
  });
  const remove = useAct("DELETE", `/scope/icps/${icp.id}`, {
    ends: true,
    etag,
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
        <Form onSubmit={({ name = "" }) => rename.mutate({ name: name.trim() })}>
          <Field
            label="Name"
            name="name"
            maxLength={120}
            defaultValue={icp.name}
            autoFocus
            problem={rename.error}
          />
          {rename.error && !rename.error.errors.name && <Notice problem={rename.error} />}
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
