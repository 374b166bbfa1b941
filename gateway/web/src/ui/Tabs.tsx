import { Link, useLocation } from "wouter";

export interface Tab {
  href: string;
  label: string;
  count?: number;
}

/** Word and count; the current one is where the address is. */
export function Tabs({ label, items }: { label: string; items: Tab[] }) {
  const [location] = useLocation();
  return (
    <nav className="tabs" aria-label={label}>
      {items.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={location === tab.href ? "page" : undefined}>
          {tab.label}
          {tab.count !== undefined && <span className="t3">{tab.count.toLocaleString()}</span>}
        </Link>
      ))}
    </nav>
  );
}
