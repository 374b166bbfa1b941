import { call, Problem } from "../data";
import { toast, type IconName } from "../ui";
import { readOnlyReason } from "../ui/Button";
import { setTheme } from "./theme";

export interface Command {
  id: string;
  title: string;
  icon: IconName;
  also?: string;
  note?: string;
  /** It changes something: closed while an operator is viewing. */
  edits?: boolean;
  run: () => void;
}

/** What the palette can do; the same acts as the buttons, closed when they are. */
export const commands = (go: (path: string) => void, readOnly: boolean): Command[] =>
  all(go).map((command) =>
    command.edits && readOnly
      ? { ...command, note: "read only while viewing", run: () => toast(readOnlyReason) }
      : { ...command, edits: false },
  );

const all = (go: (path: string) => void): Command[] => [
  { id: "light", title: "Light theme", icon: "sun", also: "appearance day", run: () => setTheme("light") },
  { id: "dark", title: "Dark theme", icon: "moon", also: "appearance night", run: () => setTheme("dark") },
  {
    id: "system",
    title: "Theme of the system",
    icon: "monitor",
    also: "appearance",
    run: () => setTheme("system"),
  },
  {
    id: "trust",
    title: "See what data lives where",
    icon: "external-link",
    also: "trust",
    run: () => location.assign("/trust"),
  },
  {
    id: "icp",
    title: "New ICP",
    icon: "plus",
    also: "scope market customer profile begin create",
    edits: true,
    run: () => go("/scope/icps?new=1"),
  },
  {
    id: "campaign",
    title: "New campaign",
    icon: "plus",
    also: "reach mail begin create",
    edits: true,
    run: () => go("/reach/campaigns?new=1"),
  },
  {
    id: "post",
    title: "Write a post",
    icon: "pen-line",
    also: "linkedin signal new",
    edits: true,
    run: () => void writePost(go),
  },
  { id: "out", title: "Sign out", icon: "log-out", also: "leave session", run: () => void signOut(go) },
];

async function writePost(go: (path: string) => void) {
  try {
    const post = await call<{ id: string }>("POST", "/signal/posts", { text: "", brief: "" });
    go(`/signal/posts/${post.id}`);
  } catch (error) {
    toast(error instanceof Problem ? `${error.title} ${error.detail}` : "This did not work.");
  }
}

/** The cookie goes, the session ends, the other tabs hear of it by their next request. */
export async function signOut(go: (path: string) => void) {
  try {
    await call("DELETE", "/core/session");
  } catch (error) {
    const said = error instanceof Problem ? `${error.title}. ` : "";
    toast(`${said}You are still signed in here.`);
    return;
  }
  go("/sign-in");
  // What the page that was left still put aside goes, too.
  await new Promise((left) => setTimeout(left));
  sessionStorage.clear();
  location.reload();
}
