import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { plain, singleKeys, step, useWayIn } from "./keys";

export interface Column<Row> {
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, tabular. */
  num?: boolean;
  /** Left out on a phone. */
  wideOnly?: boolean;
  /** Takes the room that is left. */
  grow?: boolean;
}

interface TableProps<Row> {
  /** Names the table for those who do not see it. */
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** Click, Enter. */
  onOpen?: (row: Row) => void;
  chosen?: string | null;
  /** `<SumRow>` */
  sum?: ReactNode;
  /** Further keys on the row that has the focus. */
  onKey?: (key: string, row: Row) => void;
}

/** Rows on the surface, hairlines between. J and K or the arrows move, Enter opens. */
export function Table<Row>({ label, rows, columns, rowKey, onOpen, chosen, sum, onKey }: TableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  useWayIn(body, "tr[tabindex]");
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const around = box.current;
    const table = around?.querySelector("table");
    if (!around || !table) return;
    // 16: the padding beside the rows.
    const fit = () => around.toggleAttribute("data-wide", table.offsetWidth > around.clientWidth - 16 + 1);
    const watch = new ResizeObserver(fit);
    watch.observe(around);
    watch.observe(table);
    fit();
    return () => watch.disconnect();
  }, []);
  const move = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.target !== event.currentTarget || !plain(event)) return;
    const by = step(event);
    if (by) {
      const all = [...(body.current?.rows ?? [])];
      all[all.indexOf(event.currentTarget) + by]?.focus();
    } else if (event.key === "Enter" && onOpen) {
      onOpen(row);
    } else {
      if (singleKeys()) onKey?.(event.key, row);
      return;
    }
    event.preventDefault();
  };
  const classOf = (column: Column<Row>) =>
    [column.num && "num", column.wideOnly && "wide-only", column.grow && "grow"].filter(Boolean).join(" ") ||
    undefined;
  const live = Boolean(onOpen || onKey);
  return (
    <div ref={box} className="table-scroll" role="region" aria-label={label} tabIndex={live ? undefined : 0}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" className={classOf(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row)}
              className={onOpen ? "opens" : undefined}
              aria-current={chosen === rowKey(row) ? "true" : undefined}
              tabIndex={
                live ? (chosen ? (chosen === rowKey(row) ? 0 : -1) : index === 0 ? 0 : -1) : undefined
              }
              onClick={onOpen ? (event) => !isControl(event.target) && onOpen(row) : undefined}
              onKeyDown={live ? (event) => move(event, row) : undefined}
            >
              {columns.map((column, at) => (
                <td key={at} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {sum && <tfoot>{sum}</tfoot>}
      </table>
    </div>
  );
}

const isControl = (target: EventTarget) =>
  target instanceof Element && Boolean(target.closest("a, button, input, select"));

/** The strong line and what it adds up to: `<SumRow span={3} note="871 sent + 203 waiting = 1,074">1,074</SumRow>` */
export function SumRow({
  span = 1,
  note,
  label = "Sum",
  children,
}: {
  /** Columns the label takes. */
  span?: number;
  note?: ReactNode;
  label?: string;
  children: ReactNode | ReactNode[];
}) {
  const values = Array.isArray(children) ? children : [children];
  return (
    <tr className="sum">
      <th scope="row" colSpan={span}>
        {label} {note && <span className="t3">{note}</span>}
      </th>
      {values.map((value, index) => (
        <td key={index} className="num">
          {value}
        </td>
      ))}
    </tr>
  );
}

export interface Fact {
  label: ReactNode;
  value: ReactNode;
  note?: ReactNode;
}

/** Label, value, note; with `sum` the strong line below. For panels and "Why?". */
export function Facts({ rows, sum, label }: { rows: Fact[]; sum?: Fact; label?: string }) {
  const row = (fact: Fact, index: number, className?: string) => (
    <div key={index} className={className}>
      <dt>{fact.label}</dt>
      <dd className="fact-value">{fact.value}</dd>
      {fact.note !== undefined && <dd className="fact-note">{fact.note}</dd>}
    </div>
  );
  return (
    <dl className="facts" aria-label={label}>
      {rows.map((fact, index) => row(fact, index))}
      {sum && row(sum, rows.length, "sum")}
    </dl>
  );
}
