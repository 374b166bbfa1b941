/** The beginning of a day in a zone, `later` days on; "" for what is no day. */
export function midnight(day: string, zone: string | undefined, later = 0) {
  const wall = Date.parse(`${day}T00:00Z`) + later * 86_400_000;
  if (Number.isNaN(wall)) return "";
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const ahead = (at: number) => Date.parse(`${clock.format(at).replace(", ", "T")}Z`) - at;
  // Once more from there, since the clocks may have been changed in between.
  return new Date(wall - ahead(wall - ahead(wall))).toISOString();
}
