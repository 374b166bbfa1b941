/**
 * Words that are not saved yet, as the tab keeps them; nothing where an earlier release has kept them in another
 * shape than that of `like`.
 */
export function kept<T>(place: string, like: T): T | undefined {
  const value: unknown = JSON.parse(sessionStorage.getItem(place) ?? "null");
  return value !== null && fits(value, like) ? (value as T) : undefined;
}

/** All that is in `like` is in `value`; null stands for anything, and more may be there. */
function fits(value: unknown, like: unknown): boolean {
  if (like === null || like === undefined) return true;
  if (typeof like !== "object") return value === null || typeof value === typeof like;
  if (Array.isArray(like))
    return Array.isArray(value) && (like.length === 0 || value.every((item) => fits(item, like[0])));
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(like).every(([key, part]) => fits((value as Record<string, unknown>)[key], part))
  );
}
