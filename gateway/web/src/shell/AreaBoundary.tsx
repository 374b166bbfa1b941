import { Component, type ReactNode } from "react";
import type { Area } from "../routes";
import { Button, Notice, toast } from "../ui";
import { areaNames } from "./areas";
import { isFirstIn, isGone } from "./gone";

interface Props {
  area: Area;
  /** For what lies over the page: it is closed with a word, and the page stays. */
  close?: () => void;
  children: ReactNode;
}

/** One product's error stays in that product. A chunk gone after a release reloads the page once. */
export class AreaBoundary extends Component<Props, { error?: unknown }> {
  state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  componentDidCatch(error: unknown) {
    // The app's own file has another name in each release.
    if (isGone(error) && isFirstIn(import.meta.url, sessionStorage)) location.reload();
    else if (this.props.close) {
      toast("This did not load. Load the page anew, then it does.");
      this.props.close();
    }
  }

  // What could not be loaded is remembered as that until the page is loaded anew.
  again = () => (isGone(this.state.error) ? location.reload() : this.setState({ error: undefined }));

  render() {
    if (this.state.error === undefined) return this.props.children;
    if (this.props.close) return null;
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
              <Button kind="main" icon="refresh-cw" onClick={this.again}>
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
