import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { routes } from "../routes";
import { Page } from "../ui";

/** Settings share a list of their pages. */
export function SettingsPage({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const [location] = useLocation();
  return (
    <Page title={title} back={{ href: "/settings/profile", label: "Settings" }} actions={actions}>
      <div className="settings">
        <nav aria-label="Settings">
          {routes
            .filter((route) => route.path.startsWith("/settings/"))
            .map((route) => (
              <Link
                key={route.path}
                href={route.path}
                aria-current={location === route.path ? "page" : undefined}
              >
                {route.title}
              </Link>
            ))}
        </nav>
        <div>{children}</div>
      </div>
    </Page>
  );
}
