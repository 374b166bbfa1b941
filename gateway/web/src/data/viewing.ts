/** The viewing that the server made this page for; it stands in the bar. */
export const viewing = () => document.querySelector<HTMLElement>(".lf-viewing")?.dataset.viewing;

/** What each request says of the page that sends it: below the bar of one account nothing of another is shown. */
export function pageHeaders(): Record<string, string> {
  const id = viewing();
  return id ? { "X-LF-Client": "web", "X-LF-Viewing": id } : { "X-LF-Client": "web" };
}

/** Nothing can be true below the bar of a viewing that is over: the page gives way to one without. */
export const leaveViewing = () =>
  location.replace(`/impersonation/ended?${new URLSearchParams({ viewing: viewing() ?? "", stay: "yes" })}`);

/** A viewing has begun in another tab: only the server can put the bar above this page. */
export function barIsMissing(answer: Response) {
  return import.meta.env.PROD && answer.headers.has("X-LeadFuel-Impersonation") && !viewing();
}
