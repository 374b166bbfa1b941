import { useGet } from "../data";
import { crmNames, type CrmConnection } from "../scope/shapes";
import { Badge, Button, Time } from "../ui";

/** CRMs that tell us of deals have a page of their own: here is how they stand. */
export function CrmLinks() {
  const connections = useGet<{ items: CrmConnection[] }>("/scope/crm-connections");
  const cards = (["hub_spot", "pipedrive"] as const).map((vendor) => {
    const own = connections.data?.items.filter((one) => one.vendor === vendor);
    const last = own
      ?.map((one) => one.lastEventAt ?? "")
      .sort()
      .at(-1);
    return (
      <section key={vendor} className="channel stack" aria-label={crmNames[vendor]}>
        <header className="row">
          <h2>{crmNames[vendor]}</h2>
          {last ? (
            <Badge tone="positive" icon="check">
              last event <Time at={last} />
            </Badge>
          ) : own && own.length > 0 ? (
            <Badge icon="circle-dashed">waits for its first event</Badge>
          ) : (
            own && <Badge icon="circle-dashed">not connected</Badge>
          )}
        </header>
        <p className="t2">Tells LeadFuel of deals, and gets nothing from us.</p>
        <div>
          <Button icon="plug" href="/integrations/crm">
            {own && own.length > 0 ? "Open its connection" : "Connect"}
            <span className="hidden">{`: ${crmNames[vendor]}`}</span>
          </Button>
        </div>
      </section>
    );
  });
  return <div className="stack">{cards}</div>;
}
