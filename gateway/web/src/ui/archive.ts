import { cache, type Session } from "../data";
import { safeZone } from "./Time";
import { locale } from "./words";

const accountZone = () => cache.getQueryData<Session>(["/core/bootstrap"])?.account.timeZone;

/** When what is deleted leaves the disk: Sunday, 03:00 UTC, said in the account's zone. */
export function archiveRun(now = new Date(), zone = accountZone()) {
  const days = (7 - now.getUTCDay()) % 7;
  const run = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + days, 3));
  if (run <= now) run.setUTCDate(run.getUTCDate() + 7);
  return run.toLocaleString(locale, {
    timeZone: safeZone(zone),
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
}
