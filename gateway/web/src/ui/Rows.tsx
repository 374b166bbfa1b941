import { useRef, type MouseEvent, type ReactNode } from "react";
import { Link } from "wouter";
import { Avatar } from "./Badge";
import { useRows, type Picks } from "./useRows";

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

/** Things that wait for a person: one line each, two on a phone (or always, with `tall`). */
export function Rows({
  label,
  items,
  tall,
  chosen,
  picks,
  onKey,
}: {
  label: string;
  items: RowItem[];
  tall?: boolean;
  chosen?: string;
  /** `usePicks` */
  picks?: Picks;
  onKey?: (key: string, id: string) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  useRows(list, { ids: items.map((item) => item.id), picks, onKey });
  const press = (event: MouseEvent, id: string) => {
    if (!picks || !event.shiftKey || (event.target as Element).closest("label")) return;
    event.preventDefault();
    picks.pick(id, true);
  };
  return (
    <>
      {picks?.bar}
      <ul
        ref={list}
        className={["rows", tall && "rows-tall", picks && "rows-picks"].filter(Boolean).join(" ")}
        aria-label={label}
      >
        {items.map((item) => (
          <li
            key={item.id}
            className={picks?.has(item.id) ? "picked" : undefined}
            onClick={(event) => press(event, item.id)}
          >
            {picks?.box(item.id)}
            <Link href={item.href} aria-current={chosen === item.id ? "true" : undefined}>
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
    </>
  );
}
