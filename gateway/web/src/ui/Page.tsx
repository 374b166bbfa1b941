import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { Button } from "./Button";

interface PageProps {
  title: string;
  /** Beside the title, quiet. */
  sub?: ReactNode;
  badge?: ReactNode;
  /** The list this page belongs to: `ICPs / Fintech CFOs`. */
  back?: { href: string; label: string };
  actions?: ReactNode;
  /** `<Tabs>` */
  tabs?: ReactNode;
  /** `<Panel>`: right of the content; below 1200 under it, or a drawer when it can be closed. */
  panel?: ReactNode;
  /** document ≤ 720, settings ≤ 800, by default the whole width. */
  width?: "document" | "settings";
  /** Content reaches the sheet's edges: the page pads itself. */
  bare?: boolean;
  children: ReactNode;
}

/** One page on the sheet. Its heading gets the focus when the address changes. */
export function Page({ title, sub, badge, back, actions, tabs, panel, width, bare, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [location] = useLocation();
  useEffect(() => {
    document.title = `${title} · LeadFuel`;
  }, [title]);
  useEffect(() => {
    const moved = arrived !== undefined && arrived.at !== location;
    // The same page drawn anew (its content has come) takes the focus with it, and takes it from nobody.
    const took = moved || (arrived?.took === true && document.activeElement === document.body);
    if (took) heading.current?.focus({ preventScroll: true });
    arrived = { at: location, took };
  }, [location]);
  return (
    <main className={panel ? "page has-panel" : "page"} id="content">
      <header className="page-head">
        <div className="page-title">
          {back && (
            <>
              <Link href={back.href} className="t2">
                {back.label}
              </Link>
              <span className="t3" aria-hidden="true">
                /
              </span>
            </>
          )}
          <h1 ref={heading} tabIndex={-1} className="cut">
            {title}
          </h1>
          {badge}
          {sub && <span className="page-sub">{sub}</span>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {tabs}
      <div className="page-columns">
        <div
          className={["page-body", width && `width-${width}`, bare && "page-bare"].filter(Boolean).join(" ")}
        >
          {children}
        </div>
        {panel}
      </div>
    </main>
  );
}

/** The first page keeps the focus where the browser puts it. */
let arrived: { at: string; took: boolean } | undefined;

/** With `onClose` it is about a chosen row, and a drawer where there is no room beside. */
export function Panel({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose?: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!onClose) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.querySelector("dialog[open], :popover-open")) return;
      // One press closes one thing.
      event.preventDefault();
      onClose();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onClose]);
  return (
    <aside ref={box} className={onClose ? "panel panel-drawer" : "panel"} aria-label={title}>
      {onClose && (
        <div className="panel-head">
          <h2>{title}</h2>
          <Button small kind="quiet" icon="x" label="Close" onClick={onClose}>
            {null}
          </Button>
        </div>
      )}
      {children}
    </aside>
  );
}

/** A part of a page or panel: heading, what it counts, a link, then its content. */
export function Section({
  title,
  sub,
  more,
  children,
}: {
  title: string;
  sub?: ReactNode;
  more?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="section">
      <header className="section-head">
        <h2>{title}</h2>
        {sub && <span className="t2">{sub}</span>}
        {more && <span className="section-more">{more}</span>}
      </header>
      {children}
    </section>
  );
}
