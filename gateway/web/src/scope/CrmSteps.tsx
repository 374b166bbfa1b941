import { Button, toast } from "../ui";
import type { CrmConnection } from "./shapes";

const properties = [
  "dealname",
  "dealstage",
  "pipeline",
  "amount",
  "deal_currency_code",
  "closedate",
  "hs_is_closed",
  "hs_is_closed_won",
  "closed_lost_reason",
  "company_domain",
];

/** What to do in the CRM, with the things to copy. */
export function CrmSteps({ connection }: { connection: CrmConnection }) {
  if (!connection.address || !connection.password)
    return <p className="t2">The address and its password are hidden while an operator is viewing.</p>;
  return connection.vendor === "hub_spot" ? (
    <>
      <Copy label="Address" value={connection.address} />
      <ol className="steps">
        <li>In HubSpot open Settings, Integrations, Private apps, and make an app that may read deals.</li>
        <li>
          Under Webhooks give the address above, and subscribe to deals that are created, deleted, merged and
          restored, and to changes of these properties: {properties.join(", ")}.
        </li>
        <li>
          <code>company_domain</code> is a property of your own: fill it with the domain of the deal’s
          company. Without it deals wait until you choose the company.
        </li>
        <li>Copy the app’s client secret into the field below.</li>
      </ol>
      <details>
        <summary>With a workflow instead</summary>
        <p className="t2">
          Let the workflow “Send a webhook” by POST to the same address, with an API key: name{" "}
          <code>Authorization</code>, in the header, and this value.
        </p>
        <Copy label="Value of the key" value={`Bearer ${connection.password}`} secret />
      </details>
    </>
  ) : (
    <>
      <Copy label="Address" value={connection.address} />
      <Copy label="HTTP Auth username" value="leadfuel" />
      <Copy label="HTTP Auth password" value={connection.password} secret />
      <ol className="steps">
        <li>In Pipedrive open Settings, Tools and apps, Webhooks, as somebody who sees all deals.</li>
        <li>
          Create a webhook: event action <code>*</code>, event object <code>deal</code>, version 2.0, with the
          three values above.
        </li>
        <li>
          Create a second one for <code>organization</code>: its website tells which company a deal is of.
          Without it deals wait until you choose the company.
        </li>
      </ol>
    </>
  );
}

function Copy({ label, value, secret }: { label: string; value: string; secret?: boolean }) {
  return (
    <div className="copy">
      <span className="t2">{label}</span>
      <code className="cut">{secret ? `${value.slice(0, 11)}…` : value}</code>
      <Button
        small
        icon="copy"
        label={`Copy: ${label}`}
        onClick={() =>
          void navigator.clipboard.writeText(value).then(
            () => toast(`${label} copied.`),
            () => toast("Your browser does not let us copy; mark the text instead."),
          )
        }
      >
        Copy
      </Button>
    </div>
  );
}
