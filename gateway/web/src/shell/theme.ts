export type Theme = "light" | "dark" | "system";

export const theme = (): Theme => {
  const stored = document.documentElement.dataset.theme;
  return stored === "light" || stored === "dark" ? stored : "system";
};

/** Kept in this browser only; the script in index.html reads it before the first frame. */
export function setTheme(next: Theme) {
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("theme", next);
  } catch {
    // A browser that keeps nothing still shows the choice until the page goes.
  }
  listeners.forEach((listener) => listener());
}

const listeners = new Set<() => void>();

export const onTheme = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
