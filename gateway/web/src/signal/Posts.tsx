import { Empty, Page } from "../ui";

export default function Posts() {
  return (
    <Page title="Posts">
      <Empty title="Signal is not built yet">
        LinkedIn posts, personas and the calendar will stand here. No data of this account is in Signal, and
        nothing goes to LinkedIn.
      </Empty>
    </Page>
  );
}
