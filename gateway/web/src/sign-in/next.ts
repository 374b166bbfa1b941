/** Only an address of our own is followed. */
export function inside(next: string | null) {
  return next && /^\/[a-z]/.test(next) && !next.startsWith("/sign-in") ? next : "/home";
}

/** What goes into the mail: the page alone, without what was searched for or chosen on it. */
export const pageOf = (next: string | null) =>
  next ? /^\/[a-z][A-Za-z0-9/_-]{0,198}(?=[?#]|$)/.exec(inside(next))?.[0] : undefined;
