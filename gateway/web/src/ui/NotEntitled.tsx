import { useGet, useList, type Problem, type Session } from "../data";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { money } from "./words";

const does: Record<string, string> = {
  scope: "Scope finds out whom to sell to and writes it down with its reasons.",
  reach: "Reach writes campaigns by e-mail, sends them and files the answers.",
  signal: "Signal writes posts for LinkedIn in your voice and publishes them.",
  orbit: "Orbit reads a mailbox and shows whom you know, how close and why.",
};

/** Refused for the plan: what the product does, what it costs, how the trial stands, one way on. */
export function NotEntitled({ problem }: { problem: Problem }) {
  const product = typeof problem.more.product === "string" ? problem.more.product : problem.service;
  const own = useGet<Session>("/core/bootstrap", { off: true }).data?.entitlements;
  const plans = useList<{ plan: string; amount: number; currency: string }>("/core/billing/plans");
  const price = plans.items?.find((row) => row.plan === `${product}_monthly`);
  const why = own?.find((row) => row.product === product && row.state !== "active")?.why;
  return (
    <div className="note tone-warning" role="alert">
      <Icon name="triangle-alert" />
      <div>
        <strong>{problem.title}</strong> {why ?? problem.detail}
        <p>
          {does[product]}
          {price && ` It costs ${money(price.amount, price.currency)} a month, without tax.`}
        </p>
        <p className="note-act">
          <Button kind="main" small href="/settings/plan">
            See the plans
          </Button>
        </p>
      </div>
    </div>
  );
}
