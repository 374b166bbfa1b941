import "./signal.css";
import { useState } from "react";
import { useAct, useGet } from "../data";
import { archiveRun, Button, Empty, Failed, Loading, Notice, Page, Table, toast } from "../ui";
import { Deleted } from "./Deleted";
import { PersonaForm } from "./PersonaForm";
import type { Persona } from "./shapes";
import { SignalTabs } from "./SignalTabs";

/** Whose voice posts have. */
export default function Personas() {
  const personas = useGet<{ items: Persona[] }>("/signal/personas");
  const [editing, edit] = useState<Persona | "new">();
  const [bin, look] = useState(false);
  const undelete = useAct<Persona, string>("POST", (id) => `/signal/personas/${id}/undelete`, {
    body: () => ({}),
  });
  const remove = useAct<unknown, Persona>("DELETE", (persona) => `/signal/personas/${persona.id}`, {
    etag: (persona) => `"${persona.version}"`,
    done: (_, persona) =>
      toast(`${persona.name} is deleted. It leaves the disk on ${archiveRun()}.`, {
        undo: () => undelete.mutate(persona.id),
      }),
  });
  const items = personas.data?.items;
  const act = (
    <Button kind="main" icon="plus" edits onClick={() => edit("new")}>
      New persona
    </Button>
  );
  return (
    <Page title="Personas" tabs={<SignalTabs />} actions={items && items.length > 0 && act}>
      {personas.error && !items && <Failed problem={personas.error} retry={() => void personas.refetch()} />}
      {personas.isPending && <Loading />}
      {(remove.error ?? undelete.error) && <Notice problem={remove.error ?? undelete.error} />}
      {items?.length === 0 && (
        <Empty title="No persona yet" actions={act}>
          A persona is the voice of a post: who speaks, to whom, how it sounds, and what is never said. Its
          rules and samples go to Claude when you let it write, and you see them before.
        </Empty>
      )}
      {items && items.length > 0 && (
        <Table<Persona>
          label="Personas"
          rows={items}
          rowKey={(persona) => persona.id}
          onOpen={(persona) => edit(persona)}
          columns={[
            { head: "Name", cell: (persona) => persona.name },
            { head: "Role", cell: (persona) => persona.role, grow: true, wideOnly: true },
            { head: "Speaks to", cell: (persona) => persona.audience, wideOnly: true },
            { head: "Samples", cell: (persona) => persona.samples.length, num: true, wideOnly: true },
            {
              head: <span className="hidden">Acts</span>,
              num: true,
              cell: (persona) => (
                <>
                  <Button
                    small
                    kind="quiet"
                    icon="pencil"
                    edits
                    label={`Change ${persona.name}`}
                    onClick={() => edit(persona)}
                  >
                    {null}
                  </Button>
                  <Button
                    small
                    kind="quiet"
                    icon="trash-2"
                    act={remove}
                    label={`Delete ${persona.name}`}
                    onClick={() => remove.mutate(persona)}
                  >
                    {null}
                  </Button>
                </>
              ),
            },
          ]}
        />
      )}
      {bin && <Deleted of="personas" />}
      {items && (
        <p className="below">
          <button type="button" className="link" onClick={() => look(!bin)}>
            {bin ? "Close the bin" : "Look into the bin"}
          </button>
        </p>
      )}
      {editing && (
        <PersonaForm persona={editing === "new" ? undefined : editing} onClose={() => edit(undefined)} />
      )}
    </Page>
  );
}
