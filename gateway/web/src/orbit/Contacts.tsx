import { Empty, Page } from "../ui";

export default function Contacts() {
  return (
    <Page title="Contacts">
      <Empty title="Orbit is not built yet">
        The people your mailboxes know will stand here. No mailbox is connected, and nothing is read from
        Microsoft. People you import for a campaign are under Reach.
      </Empty>
    </Page>
  );
}
