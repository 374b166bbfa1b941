import { many } from "../ui";
import type { Tick } from "./shapes";

const width = 800;
const axis = 44;

/** A year on a line, drawn to scale: each mail a stroke, up or down, and the silence since the last one. */
export function Silence({ ticks, days, who }: { ticks: Tick[]; days: number; who: string }) {
  if (ticks.length === 0) return null;
  const now = Date.now();
  const begin = Math.min(Date.parse(ticks[0]!.at), now - 30 * 86_400_000);
  const x = (at: number) => ((at - begin) / (now - begin)) * (width - 2) + 1;
  const last = x(Date.parse(ticks[ticks.length - 1]!.at));
  const sent = ticks.filter((tick) => tick.outgoing).length;
  const words = `${sent} written, ${ticks.length - sent} received, then ${many(days, "day")} of silence`;
  return (
    <figure>
      <svg
        className="silence"
        viewBox={`0 0 ${width} 88`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        <line className="axis" x1="0" x2={width} y1={axis} y2={axis} />
        {ticks.map((tick, index) => (
          <line
            key={index}
            className={tick.outgoing ? "out" : undefined}
            x1={x(Date.parse(tick.at))}
            x2={x(Date.parse(tick.at))}
            y1={tick.outgoing ? axis - 28 : axis}
            y2={tick.outgoing ? axis : axis + 28}
          />
        ))}
        {days > 0 && <rect x={last + 2} y={axis - 28} width={Math.max(0, width - last - 3)} height="56" />}
      </svg>
      <figcaption className="silence-words">
        <span>up: you wrote, down: {who} wrote</span>
        <span>{days > 0 ? `${many(days, "day")}, nobody wrote` : "today"}</span>
      </figcaption>
    </figure>
  );
}
