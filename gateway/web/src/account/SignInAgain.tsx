import { Notice } from "../ui";

/** For what needs a sign-in of a moment ago: the way to one, and back to this page. */
export function SignInAgain() {
  return (
    <Notice tone="warning" title="Show once more that it is you.">
      For this you must have signed in within the last 15 minutes, so that an open browser is not enough.{" "}
      <a href="/sign-in?again=1&next=/settings/your-data">Ask for a new link</a>; it brings you back here.
    </Notice>
  );
}
