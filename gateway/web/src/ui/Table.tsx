import { useLayoutEffect, useRef, type MouseEvent, type ReactNode } from "react";
import { useRows, type Picks } from "./useRows";

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
  /** A click on the row. For the keyboard a link or button in the row does the same. */
  onOpen?: (row: Row) => void;
  chosen?: string | null;
  /** `<SumRow>` */
  sum?: ReactNode;
  /** The keys move through the rows, as they do where rows open or are picked. */
  walks?: boolean;
  /** `usePicks` */
  picks?: Picks;
}

/** Rows on the surface, hairlines between. */
export function Table<Row>({
  label,
  rows,
  columns,
  rowKey,
  onOpen,
  chosen,
  sum,
  walks = Boolean(onOpen),
  picks,
}: TableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const live = walks || Boolean(picks);
  useRows(body, { off: !live, ids: rows.map(rowKey), picks });
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
  const classOf = (column: Column<Row>) =>
    classes(column.num && "num", column.wideOnly && "wide-only", column.grow && "grow");
  const press = (event: MouseEvent, row: Row) => {
    if (isControl(event.target)) return;
    if (picks && event.shiftKey) picks.pick(rowKey(row), true);
    else onOpen?.(row);
  };
  return (
    <>
      {picks?.bar}
      <div
        ref={box}
        className="table-scroll"
        role="region"
        aria-label={label}
        tabIndex={onOpen ? undefined : 0}
      >
        <table className="table">
          <thead>
            <tr>
              {picks && (
                <th scope="col" className="picks">
                  <span className="hidden">Selected</span>
                </th>
              )}
              {columns.map((column, index) => (
                <th key={index} scope="col" className={classOf(column)}>
                  {column.head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row) => (
              <tr
                key={rowKey(row)}
                className={classes(onOpen && "opens", picks?.has(rowKey(row)) && "picked")}
                aria-current={chosen === rowKey(row) ? "true" : undefined}
                tabIndex={live ? -1 : undefined}
                onClick={(event) => press(event, row)}
                // A range is no text that is marked.
                onMouseDown={picks && ((event) => event.shiftKey && event.preventDefault())}
              >
                {picks && <td className="picks">{picks.box(rowKey(row))}</td>}
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
    </>
  );
}

const classes = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(" ") || undefined;

const isControl = (target: EventTarget) =>
  target instanceof Element && Boolean(target.closest("a, button, input, select, label"));

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
