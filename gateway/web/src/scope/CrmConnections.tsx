import "./scope.css";
import { useAct, useGet } from "../data";
import { Button, Empty, Failed, Loading, Notice, Page } from "../ui";
import { CrmCard } from "./CrmCard";
import { crmNames, type CrmConnection, type CrmVendor } from "./shapes";

/** Addresses at which CRMs tell of deals, with what has to be typed there. */
export default function CrmConnections() {
  const connections = useGet<{ items: CrmConnection[] }>("/scope/crm-connections", { every: 15_000 });
  const add = useAct<{ id: string }, { vendor: CrmVendor }>("POST", "/scope/crm-connections");
  const items = connections.data?.items;
  const acts = (["hub_spot", "pipedrive"] as const).map((vendor) => (
    <Button
      key={vendor}
      icon="plus"
      act={add}
      disabledBecause={items && items.length >= 10 && "There are ten addresses already."}
      onClick={() => add.mutate({ vendor })}
    >
      Connect {crmNames[vendor]}
    </Button>
  ));
  return (
    <Page
      title="CRM connections"
      back={{ href: "/scope/deals", label: "Deals" }}
      actions={items && items.length > 0 && acts}
      width="settings"
    >
      {connections.error && !items && (
        <Failed problem={connections.error} retry={() => void connections.refetch()} />
      )}
      {connections.isPending && <Loading />}
      {add.error && <Notice problem={add.error} />}
      {items?.length === 0 && (
        <Empty title="No CRM tells us of deals yet" actions={acts}>
          You get an address to type into your CRM. It then posts deals here as they change; LeadFuel never
          calls your CRM, has no key of it and reads nothing there.
        </Empty>
      )}
      {items && items.length > 0 && (
        <div className="stack">
          {items.map((connection) => (
            <CrmCard key={connection.id} connection={connection} />
          ))}
        </div>
      )}
    </Page>
  );
}
