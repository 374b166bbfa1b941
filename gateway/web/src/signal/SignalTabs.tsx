import { Tabs } from "../ui";

export function SignalTabs() {
  return (
    <Tabs
      label="Signal"
      items={[
        { href: "/signal/posts", label: "Posts" },
        { href: "/signal/personas", label: "Personas" },
        { href: "/signal/buckets", label: "Buckets" },
        { href: "/signal/connections", label: "Connections" },
      ]}
    />
  );
}
