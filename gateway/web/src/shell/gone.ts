/** A file of an older release is no longer there: each browser has words of its own for it, and Vite for styles. */
export const isGone = (error: unknown) =>
  error instanceof Error && /dynamically imported|module script|unable to preload/i.test(error.message);

/** Once for each release that runs in this tab: what cannot be loaded at all must not load the page for ever. */
export function isFirstIn(release: string, kept: Pick<Storage, "getItem" | "setItem">) {
  if (kept.getItem("reloaded") === release) return false;
  kept.setItem("reloaded", release);
  return true;
}
