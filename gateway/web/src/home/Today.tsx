import { Page } from "../ui";

export default function Today() {
  return (
    <Page
      title="Today"
      sub={new Date().toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" })}
    >
      <p className="answer">Nothing waits for you.</p>
    </Page>
  );
}
