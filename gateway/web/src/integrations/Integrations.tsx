import "./integrations.css";
import { useGet } from "../data";
import { Failed, Loading, Page, Section } from "../ui";
import { ChannelCard } from "./ChannelCard";
import { CrmLinks } from "./CrmLinks";
import { Deliveries } from "./Deliveries";
import { EventTable } from "./EventTable";
import type { Integrations as Shape } from "./shapes";

/** Where events are told, which of them, and what came of each. */
export default function Integrations() {
  const integrations = useGet<Shape>("/core/integrations", { every: 10_000 });
  const shown = integrations.data;
  return (
    <Page title="Integrations" sub="nothing is sent that is not switched on here">
      {integrations.error && !shown && (
        <Failed problem={integrations.error} retry={() => void integrations.refetch()} />
      )}
      {integrations.isPending && <Loading />}
      {shown && (
        <>
          <div className="channels">
            <ChannelCard kind="slack" channel={shown.slack} />
            <ChannelCard kind="webhook" channel={shown.webhook} />
            <CrmLinks />
          </div>
          {(shown.slack ?? shown.webhook) && (
            <Section title="Events">
              <EventTable integrations={shown} />
            </Section>
          )}
          <Deliveries />
        </>
      )}
    </Page>
  );
}
