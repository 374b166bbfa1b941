import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { Link } from "wouter";
import { Avatar } from "./Badge";
import { plain, singleKeys, step, useWayIn } from "./keys";

export interface RowItem {
  id: string;
  href: string;
  title: ReactNode;
  /** Beside the title: a company. */
  note?: ReactNode;
  text?: ReactNode;
  badge?: ReactNode;
  time?: ReactNode;
  /** Draws the initials of this name. */
  avatar?: string;
  /** A dot: not seen yet. */
  unread?: boolean;
}

/**
 * Things that wait for a person: one line each, two on a phone (or always, with `tall`).
 * J, K and the arrows move, Enter opens.
 */
export function Rows({
  label,
  items,
  tall,
  chosen,
  onKey,
}: {
  label: string;
  items: RowItem[];
  tall?: boolean;
  chosen?: string;
  onKey?: (key: string, id: string) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  useWayIn(list, "li > a");
  const move = (event: KeyboardEvent<HTMLElement>, id: string) => {
    if (!plain(event)) return;
    const by = step(event);
    if (!by) return singleKeys() ? onKey?.(event.key, id) : undefined;
    const links = [...(list.current?.querySelectorAll<HTMLElement>("li > a") ?? [])];
    links[links.indexOf(event.currentTarget) + by]?.focus();
    event.preventDefault();
  };
  return (
    <ul ref={list} className={tall ? "rows rows-tall" : "rows"} aria-label={label}>
      {items.map((item) => (
        <li key={item.id}>
          <Link
            href={item.href}
            aria-current={chosen === item.id ? "true" : undefined}
            onKeyDown={(event: KeyboardEvent<HTMLElement>) => move(event, item.id)}
          >
            <span className="rows-title cut">
              {item.unread && (
                <>
                  <i className="dot" />
                  <span className="hidden">new: </span>
                </>
              )}
              {item.avatar && <Avatar name={item.avatar} />}
              <b>{item.title}</b> {item.note && <span className="t3">{item.note}</span>}
            </span>
            <span className="rows-text cut">{item.text}</span>
            <span className="rows-badge">{item.badge}</span>
            <span className="rows-time">{item.time}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
