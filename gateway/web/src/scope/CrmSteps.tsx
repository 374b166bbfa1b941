import "../prompt/prompt.css";
import { useReadOnly } from "../data";
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
  "hs_primary_associated_company",
  "company_domain",
];

/** What a workflow's body holds, by the names it is read by. */
const body = {
  hs_object_id: "9001",
  dealname: "Kestrel Pay, annual plan",
  dealstage: "closedwon",
  pipeline: "default",
  amount: "12500.00",
  deal_currency_code: "EUR",
  closedate: "1767225600000",
  hs_is_closed: "true",
  hs_is_closed_won: "true",
  closed_lost_reason: "",
  company_domain: "kestrelpay.com",
  hs_primary_associated_company: "7001",
  hs_lastmodifieddate: "1767225600000",
};

/** What to do in the CRM, with the things to copy. */
export function CrmSteps({ connection }: { connection: CrmConnection }) {
  const viewing = useReadOnly();
  if (viewing)
    return <p className="t2">The address and its password are hidden while an operator is viewing.</p>;
  if (!connection.address || !connection.password)
    return (
      <p className="t2">
        The key that this address and its password are read with is gone, so they cannot be shown again. What
        your CRM sends there still arrives; to see an address, connect anew.
      </p>
    );
  return connection.vendor === "hub_spot" ? (
    <>
      <Copy label="Address" value={connection.address} />
      <ol className="setup">
        <li>
          In HubSpot open Settings, Integrations, Private apps, and make an app that may read deals and
          companies.
        </li>
        <li>
          Under Webhooks give the address above, and subscribe to deals that are created, deleted, merged and
          restored, and to changes of these properties of deals: {properties.join(", ")}. Subscribe to changes
          of <code>domain</code> of companies as well.
        </li>
        <li>
          HubSpot tells a company’s domain when it changes, not when a deal comes. <code>company_domain</code>{" "}
          is a property of your own that says it with each deal: fill it with the domain of the deal’s
          company. A deal whose company was not told waits until you choose it.
        </li>
        <li>Copy the app’s client secret into the field below.</li>
      </ol>
      <details>
        <summary>With a workflow instead</summary>
        <ol className="setup">
          <li>
            Let a workflow of deals “Send a webhook” by POST to the same address, with an API key: name{" "}
            <code>Authorization</code>, in the header, and the value below.
          </li>
          <li>
            Customise the request body, and give each property the name it has in HubSpot:{" "}
            {Object.keys(body).join(", ")}. Other names are not read, and what else is sent is not kept.
          </li>
          <li>
            <code>hs_object_id</code> says which deal it is and must be there;{" "}
            <code>hs_lastmodifieddate</code> says which of two messages is the later one.
          </li>
        </ol>
        <Copy label="Value of the key" value={`Bearer ${connection.password}`} secret />
        <p className="t2">The body then looks like this:</p>
        <pre className="exact" tabIndex={0}>
          {JSON.stringify(body, null, 2)}
        </pre>
      </details>
    </>
  ) : (
    <>
      <Copy label="Address" value={connection.address} />
      <Copy label="HTTP Auth username" value="leadfuel" />
      <Copy label="HTTP Auth password" value={connection.password} secret />
      <ol className="setup">
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
