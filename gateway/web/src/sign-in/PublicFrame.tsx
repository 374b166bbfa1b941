import { useEffect, useSyncExternalStore, type ReactNode } from "react";
import { Icon } from "../ui";
import { Logo } from "../shell/Logo";
import { onTheme, setTheme, theme } from "../shell/theme";

const next = { light: "dark", dark: "system", system: "light" } as const;
const words = { light: "Light", dark: "Dark", system: "As the system" };
const icons = { light: "sun", dark: "moon", system: "monitor" } as const;

/** Pages without a side bar. */
export function PublicFrame({ title, children }: { title: string; children: ReactNode }) {
  const now = useSyncExternalStore(onTheme, theme);
  useEffect(() => {
    document.title = `${title} · LeadFuel`;
  }, [title]);
  return (
    <div className="public">
      <header className="public-head">
        <span className="brand">
          <Logo /> LeadFuel
        </span>
        <a href="/trust">What data lives where</a>
      </header>
      <main className="public-main" id="content">
        {children}
      </main>
      <footer className="public-foot">
        <span>Nothing on this page loads from anyone but us.</span>
        <button type="button" className="public-theme" onClick={() => setTheme(next[now])}>
          <Icon name={icons[now]} /> <span className="hidden">Theme:</span> {words[now]}
        </button>
      </footer>
    </div>
  );
}
