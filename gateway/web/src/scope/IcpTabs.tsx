import { Tabs } from "../ui";

export const IcpTabs = ({ id }: { id: string }) => (
  <Tabs
    label="Parts of the ICP"
    items={[
      { href: `/scope/icps/${id}`, label: "Document" },
      { href: `/scope/icps/${id}/answers`, label: "Answers" },
      { href: `/scope/icps/${id}/versions`, label: "Versions" },
    ]}
  />
);
