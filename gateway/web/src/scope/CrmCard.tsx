import { useState } from "react";
import { useAct } from "../data";
import { Badge, Button, Confirm, Facts, Field, Form, Notice, Time, toast } from "../ui";
import { CrmStages } from "./CrmStages";
import { CrmSteps } from "./CrmSteps";
import { crmNames, type CrmConnection } from "./shapes";

/** One address: what to type where, whether it hears anything, and its secrets. */
export function CrmCard({ connection }: { connection: CrmConnection }) {
  const [removing, setRemoving] = useState(false);
  const name = crmNames[connection.vendor];
  const path = `/scope/crm-connections/${connection.id}`;
  const etag = `"${connection.version}"`;
  const secret = useAct<CrmConnection, { secret: string }>("PUT", `${path}/client-secret`, {
    etag,
    done: () => toast("The secret is kept, encrypted. It is not shown again."),
  });
  const renew = useAct<CrmConnection>("PUT", `${path}/password`, {
    etag,
    body: () => undefined,
    done: () => toast("A new password. The old one is taken for another day."),
  });
  const remove = useAct("DELETE", path, { etag, done: () => setRemoving(false) });
  return (
    <section className="crm stack" aria-label={name}>
      <header className="row">
        <h2>{name}</h2>
        {connection.lastEventAt ? (
          <Badge tone="positive" icon="check">
            last event <Time at={connection.lastEventAt} />
          </Badge>
        ) : (
          <Badge icon="circle-dashed">waits for its first event</Badge>
        )}
      </header>
      <CrmSteps connection={connection} />
      {connection.vendor === "hub_spot" && (
        <Form
          label="Client secret"
          onSubmit={({ secret: value = "" }, form) => {
            secret.mutate({ secret: value });
            form.reset();
          }}
        >
          <Field
            label={
              connection.hasSecret ? "Client secret (one is kept; a new one replaces it)" : "Client secret"
            }
            name="secret"
            type="password"
            autoComplete="off"
            maxLength={200}
            help="From your app in HubSpot, under Auth. It shows us that a message is HubSpot’s. A workflow with a key needs none."
            problem={secret.error}
          />
          {secret.error && !secret.error.errors.secret && <Notice problem={secret.error} />}
          <Button type="submit" act={secret} busy="Saving">
            Keep the secret
          </Button>
        </Form>
      )}
      {connection.stages.length > 0 && <CrmStages connection={connection} />}
      {(connection.strangers > 0 || connection.unreadable > 0) && (
        <Facts
          label="Set aside"
          rows={[
            { label: `Of another account of ${name} than ${connection.portal}`, value: connection.strangers },
            { label: "Of a form that is not known", value: connection.unreadable },
          ]}
        />
      )}
      {connection.oldPasswordUntil && (
        <p className="small t2">
          The password before is taken until <Time at={connection.oldPasswordUntil} />.
        </p>
      )}
      {renew.error && <Notice problem={renew.error} />}
      <div className="row">
        <Button icon="refresh-cw" act={renew} busy="Renewing" onClick={() => renew.mutate()}>
          Renew the password
        </Button>
        <Button kind="danger" icon="trash-2" onClick={() => setRemoving(true)}>
          Remove
        </Button>
      </div>
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Remove this address of ${name}?`}
        verb="Remove it"
        busy="Removing"
        act={remove}
        destroys
        onConfirm={() => remove.mutate()}
      >
        It takes nothing more from now on, and what it was told is deleted. Your deals stay as they are.
        {remove.error && <Notice problem={remove.error} />}
      </Confirm>
    </section>
  );
}
