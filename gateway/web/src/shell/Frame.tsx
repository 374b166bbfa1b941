import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useSession } from "../data";
import { routes, type Area, type Route } from "../routes";
import { Avatar, Icon } from "../ui";
import { inField, singleKeys } from "../ui/keys";
import { AreaBoundary } from "./AreaBoundary";
import { areaNames } from "./areas";
import { Logo } from "./Logo";
import { useOnline } from "./online";
import { PlanNotes } from "./PlanNotes";

const Palette = lazy(() => import("./Palette"));
const Shortcuts = lazy(() => import("./Shortcuts"));

const groups: Area[] = ["home", "scope", "reach", "signal", "orbit", "account"];

/** Side bar, banners, the sheet, the phone's bottom bar. */
export function Frame({ children }: { children: ReactNode }) {
  const session = useSession().data;
  const [open, setOpen] = useState<"palette" | "shortcuts" | "more" | null>(null);
  const [location] = useLocation();
  const online = useOnline();
  /** What is typed until the palette has its field; undefined at other times. */
  const early = useRef<string>(undefined);
  const find = () => {
    if (open !== "palette") early.current = "";
    setOpen("palette");
  };
  useEffect(() => setOpen(null), [location]);
  useEffect(() => {
    if (open !== "palette") early.current = undefined;
    // Before the page hears it, and not into the field below: it is meant for the palette.
    const collect = (event: KeyboardEvent) => {
      const { key } = event;
      if (early.current === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      if (key === "Escape") setOpen(null);
      else if (key === "Backspace") early.current = early.current.slice(0, -1);
      else if (key.length === 1) early.current += key;
      else if (key !== "Enter") return;
      event.preventDefault();
    };
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        find();
      } else if (event.key === "?" && !inField(event.target) && singleKeys()) {
        event.preventDefault();
        setOpen("shortcuts");
      }
    };
    addEventListener("keydown", collect, true);
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", collect, true);
      removeEventListener("keydown", press);
    };
  }, [open]);

  return (
    <div className="frame">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <nav className={open === "more" ? "side side-open" : "side"} aria-label="Main">
        <Link href="/home" className="side-account">
          <Logo />
          <span className="cut">{session?.account.name || session?.account.email || "LeadFuel"}</span>
        </Link>
        <button type="button" className="side-find" onClick={find}>
          <Icon name="search" /> Find or do <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        {groups.map((area) => (
          <Group key={area} area={area} />
        ))}
        <Link href="/settings/profile" className="side-me">
          <Avatar name={session?.member.email ?? "?"} />
          <span className="cut">{session?.member.email ?? "Your profile"}</span>
        </Link>
      </nav>
      <div className="sheet">
        {!online && (
          <p className="banner" role="status">
            <Icon name="wifi-off" size={14} />
            <span>
              <b>No connection.</b> What you see stays; acts wait until it is back.
            </span>
          </p>
        )}
        <PlanNotes entitlements={session?.entitlements ?? []} />
        {children}
      </div>
      <nav className="bottom" aria-label="Bottom bar">
        <BottomLink href="/home" icon="house" label="Today" />
        <BottomLink href="/reach/inbox" icon="inbox" label="Inbox" />
        <BottomLink href="/reach/approvals" icon="check-check" label="Approve" />
        <button type="button" onClick={find}>
          <Icon name="search" size={20} /> Find
        </button>
        <button
          type="button"
          aria-expanded={open === "more"}
          onClick={() => setOpen(open === "more" ? null : "more")}
        >
          <Icon name={open === "more" ? "x" : "menu"} size={20} /> More
        </button>
      </nav>
      <AreaBoundary area="home" key={open} close={() => setOpen(null)}>
        <Suspense fallback={null}>
          {open === "palette" && (
            <Palette
              typed={() => {
                const typed = early.current ?? "";
                early.current = undefined;
                return typed;
              }}
              onClose={() => setOpen(null)}
            />
          )}
          {open === "shortcuts" && <Shortcuts onClose={() => setOpen(null)} />}
        </Suspense>
      </AreaBoundary>
    </div>
  );
}

function Group({ area }: { area: Area }) {
  const links = routes.filter((route) => route.area === area && route.nav);
  if (links.length === 0) return null;
  const product = area !== "home" && area !== "account";
  return (
    <div className="side-group">
      {product && <h2>{areaNames[area]}</h2>}
      <ul>
        {links.map((route) => (
          <li key={route.path}>
            <SideLink route={route} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function SideLink({ route }: { route: Route }) {
  const [location] = useLocation();
  const beginning = route.path.startsWith("/settings/") ? "/settings" : route.path;
  const here = location === route.path || location.startsWith(`${beginning}/`);
  return (
    <Link href={route.path} aria-current={here ? "page" : undefined}>
      <Icon name={route.nav!.icon} />
      <span className="cut">{route.nav!.label ?? route.title}</span>
    </Link>
  );
}

function BottomLink({
  href,
  icon,
  label,
}: {
  href: string;
  icon: "house" | "inbox" | "check-check";
  label: string;
}) {
  const [location] = useLocation();
  if (!routes.some((route) => route.path === href)) return null;
  return (
    <Link href={href} aria-current={location === href ? "page" : undefined}>
      <Icon name={icon} size={20} /> {label}
    </Link>
  );
}
