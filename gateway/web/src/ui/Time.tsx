import { useGet, type Session } from "../data";

/** An instant in the account's zone: today 08:12, yesterday 07:55, Mon 18:40, 28 May. The zone is in the title. */
export function Time({ at, full }: { at: string | null | undefined; full?: boolean }) {
  const zone = useGet<Session>("/core/bootstrap", { off: true }).data?.account.timeZone;
  if (!at) return null;
  const instant = new Date(at);
  const options = { timeZone: safeZone(zone) };
  const exact = instant.toLocaleString(undefined, { ...options, dateStyle: "medium", timeStyle: "long" });
  return (
    <time dateTime={at} title={exact}>
      {full
        ? instant.toLocaleString(undefined, { ...options, dateStyle: "medium", timeStyle: "short" })
        : near(instant, new Date(), options.timeZone)}
    </time>
  );
}

/** A zone the browser does not know must not take the page down. */
export function safeZone(zone: string | undefined) {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

export function near(instant: Date, now: Date, timeZone?: string) {
  const day = (date: Date) => {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    return Date.parse(parts.format(date)) / 86_400_000;
  };
  const days = day(now) - day(instant);
  const clock = instant.toLocaleTimeString(undefined, { timeZone, hour: "2-digit", minute: "2-digit" });
  if (days === 0) return clock;
  if (days === 1) return `yesterday ${clock}`;
  if (days === -1) return `tomorrow ${clock}`;
  if (Math.abs(days) < 7)
    return `${instant.toLocaleDateString(undefined, { timeZone, weekday: "short" })} ${clock}`;
  const sameYear = instant.getUTCFullYear() === now.getUTCFullYear();
  return instant.toLocaleDateString(undefined, {
    timeZone,
    day: "numeric",
    month: "short",
    year: sameYear ? undefined : "numeric",
  });
}
