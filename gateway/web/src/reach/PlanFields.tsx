import { useState } from "react";
import { Link } from "wouter";
import { useGet, useList } from "../data";
import { Button, Field, many, Notice } from "../ui";
import { ChoosePeople } from "./ChoosePeople";
import type { ContactImport, Sender } from "./shapes";
import type { PlanState } from "./usePlan";

interface Part {
  plan: PlanState;
  readOnly: boolean;
}

export function IcpPicker({ plan, readOnly }: Part) {
  const icps = useGet<{ items: { id: string; name: string; version: number }[] }>("/reach/icps");
  const chosen = plan.fields.icpId;
  const known = icps.data?.items.some((icp) => icp.id === chosen);
  return (
    <>
      <Field
        as="select"
        label="ICP"
        name="icpId"
        value={chosen ?? ""}
        disabled={readOnly}
        help="Only published ICPs can be chosen; the drafts rest on its claims."
        onChange={(event) => plan.change({ icpId: event.currentTarget.value || null }, 0)}
      >
        <option value="">None</option>
        {icps.data?.items.map((icp) => (
          <option key={icp.id} value={icp.id}>
            {icp.name}, v{icp.version}
          </option>
        ))}
        {chosen && !known && <option value={chosen}>{icps.data ? "No longer published" : "Loading"}</option>}
      </Field>
      {icps.error && (
        <Notice tone="warning" title="Scope does not answer.">
          The list of ICPs comes later; everything else here works.
        </Notice>
      )}
      {icps.data?.items.length === 0 && (
        <p className="small t3">
          No ICP is published. <Link href="/scope/icps">Write one</Link>
        </p>
      )}
    </>
  );
}

export function AudiencePicker({ plan, readOnly }: Part) {
  const imports = useList<ContactImport>("/reach/imports");
  const [choosing, choose] = useState(false);
  const { kind, importId, contactIds } = plan.fields.audience;
  return (
    <div className="stack">
      <Field
        as="select"
        label="People"
        name="audience"
        value={kind === "import" ? `import ${importId}` : kind}
        disabled={readOnly}
        onChange={(event) => {
          const value = event.currentTarget.value;
          if (value === "chosen") choose(true);
          else if (value === "everyone")
            plan.change(
              { audience: { kind: "everyone", importId: null, contactIds: [], leftOutIds: [] } },
              0,
            );
          else
            plan.change(
              {
                audience: {
                  kind: "import",
                  importId: value.slice("import ".length),
                  contactIds: [],
                  leftOutIds: [],
                },
              },
              0,
            );
        }}
      >
        <option value="everyone">Everybody in your contacts</option>
        {imports.items?.map((one) => (
          <option key={one.id} value={`import ${one.id}`}>
            Import “{one.fileName}”, {new Date(one.createdAt).toLocaleDateString()}
          </option>
        ))}
        {kind === "import" && !imports.items?.some((one) => one.id === importId) && (
          <option value={`import ${importId}`}>An import</option>
        )}
        <option value="chosen">
          {kind === "chosen"
            ? `${many(contactIds.length, "person", "people")} chosen one by one`
            : "Choose one by one"}
        </option>
      </Field>
      <div className="row">
        {kind === "chosen" && (
          <Button icon="users" edits onClick={() => choose(true)}>
            Choose people
          </Button>
        )}
        <Button icon="upload" href="/reach/contacts/import">
          Import people
        </Button>
      </div>
      {choosing && (
        <ChoosePeople
          chosen={contactIds}
          onClose={() => choose(false)}
          onChosen={(ids) => {
            choose(false);
            plan.change({ audience: { kind: "chosen", importId: null, contactIds: ids, leftOutIds: [] } }, 0);
          }}
        />
      )}
    </div>
  );
}

export function SenderPicker({ plan, readOnly }: Part) {
  const senders = useGet<{ items: Sender[] }>("/reach/senders");
  if (senders.error) return <Notice problem={senders.error} retry={() => void senders.refetch()} />;
  if (senders.data?.items.length === 0) {
    return (
      <p className="t2">
        No sender yet. <Link href="/reach/domains">Add a domain and a sender</Link>
      </p>
    );
  }
  return (
    <Field
      as="select"
      label="Sender"
      name="senderId"
      value={plan.fields.senderId ?? ""}
      disabled={readOnly}
      problem={plan.error}
      onChange={(event) => plan.change({ senderId: event.currentTarget.value || null }, 0)}
    >
      <option value="">Choose a sender</option>
      {senders.data?.items.map((sender) => (
        <option key={sender.id} value={sender.id}>
          {sender.name} &lt;{sender.address}&gt;{sender.verified ? "" : ", domain not verified"}
        </option>
      ))}
    </Field>
  );
}
