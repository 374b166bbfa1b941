import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../data";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { NotEntitled } from "./NotEntitled";
import type { IconName } from "./icons";

const services = ["core", "scope", "reach", "signal", "orbit"];
const name = (service: string) => service.charAt(0).toUpperCase() + service.slice(1);

/** A page that cannot be shown: which service is away, what still works, the way out. */
export function Failed({ problem, retry }: { problem: unknown; retry: () => void }) {
  const known = problem instanceof Problem ? problem : undefined;
  if (known?.is("read-only-account")) return <NotEntitled problem={known} />;
  const gone = known?.status === 404;
  return (
    <section className="empty" role="alert">
      <h2 className="row">
        <span className="danger">
          <Icon name={known?.silent ? "unplug" : "circle-alert"} />
        </span>
        {known?.title ?? "This page met an error"}
      </h2>
      <p>{known?.detail || "Nothing is lost."}</p>
      {known?.silent && <States />}
      <div className="row">
        {gone ? (
          <Button kind="main" href={location.pathname.split("/", 3).join("/")}>
            Go back to the list
          </Button>
        ) : (
          <Button kind="main" icon="refresh-cw" onClick={retry}>
            Try again
          </Button>
        )}
        {known?.away && <Again retry={retry} />}
      </div>
      {known?.requestId && !gone && (
        <p className="small">
          If you write to hello@leadfuel.cloud, give this number: <code>{known.requestId}</code>
        </p>
      )}
    </section>
  );
}

/** What each service answered last in this tab. */
function States() {
  const queries = useQueryClient();
  const last = new Map<string, { at: number; works: boolean }>();
  for (const query of queries.getQueryCache().getAll()) {
    const service = String(query.queryKey[0]).split("/")[1] ?? "";
    const { dataUpdatedAt, errorUpdatedAt, error } = query.state;
    const away = error instanceof Problem && error.silent && errorUpdatedAt > dataUpdatedAt;
    const at = Math.max(dataUpdatedAt, errorUpdatedAt);
    if (at > (last.get(service)?.at ?? 0)) last.set(service, { at, works: !away });
  }
  return (
    <ul className="steps states">
      {services.map((service) => {
        const state = last.get(service);
        const [icon, tone, words]: [IconName, string, string] = !state
          ? ["circle-dashed", "t3", "not asked on this visit"]
          : state.works
            ? ["check", "positive", "works"]
            : ["x", "danger", "does not answer"];
        return (
          <li key={service}>
            <span className={tone}>
              <Icon name={icon} />
            </span>
            <span className="step-label">{name(service)}</span>
            <span className="step-detail">{words}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Again({ retry }: { retry: () => void }) {
  const [left, setLeft] = useState(15);
  const act = useRef(retry);
  act.current = retry;
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left > 0) return;
    act.current();
    setLeft(15);
  }, [left]);
  return (
    <span className="row-end small t2" aria-hidden="true">
      by itself in {left} s
    </span>
  );
}
