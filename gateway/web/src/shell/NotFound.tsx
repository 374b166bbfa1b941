import { Button, Page } from "../ui";
import { Frame } from "./Frame";

export function NotFound() {
  return (
    <Frame>
      <Page title="Not here">
        <section className="empty">
          <h2>There is no page at this address</h2>
          <p>It may have been deleted, belong to another account, or the link may be cut short.</p>
          <div className="row">
            <Button kind="main" href="/home">
              Go to Today
            </Button>
          </div>
        </section>
      </Page>
    </Frame>
  );
}
