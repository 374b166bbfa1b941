import { Component, type ReactNode } from "react";
import type { Area } from "../routes";
import { Button, Notice } from "../ui";
import { areaNames } from "./areas";

interface Props {
  area: Area;
  children: ReactNode;
}

/** One product's error stays in that product. A chunk gone after a release reloads the page once. */
export class AreaBoundary extends Component<Props, { error?: unknown }> {
  state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  componentDidCatch(error: unknown) {
    const gone = error instanceof TypeError && /import|module script/i.test(error.message);
    const mark = `reloaded ${location.pathname}`;
    if (gone && !sessionStorage.getItem(mark)) {
      sessionStorage.setItem(mark, "1");
      location.reload();
    }
  }

  render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <main className="page">
        <header className="page-head">
          <h1>{areaNames[this.props.area]}</h1>
        </header>
        <div className="page-body">
          <section className="empty">
            <h2>This page met an error</h2>
            <p>
              The rest of LeadFuel works, and what was saved is safe. If it happens again, write to
              hello@leadfuel.cloud and say which page it was.
            </p>
            <Notice problem={this.state.error} />
            <div className="row">
              <Button kind="main" icon="refresh-cw" onClick={() => this.setState({ error: undefined })}>
                Try again
              </Button>
              <Button href="/home">Go to Today</Button>
            </div>
          </section>
        </div>
      </main>
    );
  }
}
