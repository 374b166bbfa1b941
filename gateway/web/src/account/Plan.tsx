import { useEffect, useState } from "react";
import { useSearchParams } from "wouter";
import { cache, useAct, useGet, useList, useSession, type Entitlement } from "../data";
import { Badge, Button, Loading, money, Notice, Section, Table, Time } from "../ui";
import { capital, EntitlementState } from "./Profile";
import { SettingsPage } from "./SettingsPage";

interface PlanRow {
  plan: string;
  name: string;
  amount: number;
  currency: string;
}

interface Billing {
  customer: boolean;
  subscriptions: {
    plan: string;
    status: string;
    periodEndsAt: string;
    cancelsAtEnd: boolean;
    pastDueAt: string | null;
    goesOn: boolean;
  }[];
}

// The page is Stripe's: this one only sends people there.
const leave = ({ url }: { url: string }) => location.assign(url);

export default function Plan() {
  const [params, setParams] = useSearchParams();
  const paid = params.get("paid");
  const session = useSession();
  const plans = useList<PlanRow>("/core/billing/plans");
  const billing = useGet<Billing>("/core/billing/subscription");
  const buy = useAct<{ url: string }, { plan: string }>("POST", "/core/billing/checkout-sessions", {
    refresh: [],
    done: leave,
  });
  const manage = useAct<{ url: string }>("POST", "/core/billing/portal-sessions", {
    refresh: [],
    done: leave,
  });
  const running = billing.data?.subscriptions.filter((row) => row.goesOn) ?? [];
  const late = session.data?.entitlements.find((row) => row.pastDueAt);
  return (
    <SettingsPage
      title="Plan"
      actions={
        <Button
          act={manage}
          busy="Opening Stripe"
          disabledBecause={!billing.data?.customer && "Choose a plan first."}
          onClick={() => manage.mutate()}
        >
          Manage at Stripe
        </Button>
      }
    >
      {paid && <Activating session={paid} done={() => setParams({}, { replace: true })} />}
      {late && (
        <Notice tone="warning" title={late.why}>
          <p className="note-act">
            <Button small act={manage} busy="Opening Stripe" onClick={() => manage.mutate()}>
              Pay at Stripe
            </Button>
          </p>
        </Notice>
      )}
      {manage.error && <Notice problem={manage.error} />}
      <Section title="What this account may use">
        {session.isPending && <Loading />}
        {session.data && (
          <Table<Entitlement>
            label="Products"
            rows={session.data.entitlements}
            rowKey={(row) => row.product}
            columns={[
              { head: "Product", cell: (row) => capital(row.product) },
              { head: "State", cell: (row) => <EntitlementState state={row.state} /> },
              { head: "Seats", cell: (row) => row.seats ?? "no limit yet", wideOnly: true },
              { head: "Quotas", cell: quotas, wideOnly: true },
              { head: "Why", cell: (row) => row.why, grow: true },
            ]}
          />
        )}
      </Section>
      <Section title="Plans" sub="a month, without tax">
        {plans.error && <Notice problem={plans.error} retry={() => void plans.refetch()} />}
        {plans.isPending && <Loading />}
        {plans.items && (
          <Table<PlanRow>
            label="Plans"
            rows={plans.items}
            rowKey={(row) => row.plan}
            columns={[
              { head: "Plan", cell: (row) => row.name, grow: true },
              { head: "Price", cell: (row) => money(row.amount, row.currency), num: true },
              {
                head: <span className="hidden">Act</span>,
                num: true,
                cell: (row) =>
                  running.some((one) => one.plan === row.plan && one.pastDueAt) ? (
                    <Badge tone="warning" icon="clock">
                      Payment missing
                    </Badge>
                  ) : running.some((one) => one.plan === row.plan) ? (
                    <Badge tone="positive" icon="check">
                      Running
                    </Badge>
                  ) : running.some((one) => one.plan === "suite_monthly") ? (
                    <Badge icon="check">Part of the suite</Badge>
                  ) : (
                    <Button
                      small
                      act={buy}
                      label={`Choose ${row.name}`}
                      onClick={() => buy.mutate({ plan: row.plan })}
                    >
                      Choose
                    </Button>
                  ),
              },
            ]}
          />
        )}
        {buy.error && <Notice problem={buy.error} />}
        <p className="small t3 below">
          You pay on Stripe's own page. Stripe gets your address, the plan and its price; your card is typed
          there and never reaches us.
        </p>
      </Section>
      {billing.data && billing.data.subscriptions.length > 0 && (
        <Section title="Subscriptions">
          <Table<Billing["subscriptions"][number]>
            label="Subscriptions"
            rows={billing.data.subscriptions}
            rowKey={(row) => row.plan + row.periodEndsAt}
            columns={[
              { head: "Plan", cell: (row) => capital(row.plan), grow: true },
              { head: "State", cell: (row) => capital(row.status.replace("_", " ")) },
              {
                head: "Period ends",
                cell: (row) => (
                  <>
                    <Time at={row.periodEndsAt} />
                    {row.cancelsAtEnd && " and is not renewed"}
                  </>
                ),
                num: true,
              },
            ]}
          />
        </Section>
      )}
    </SettingsPage>
  );
}

/** Stripe's notice may come after the buyer does: the page waits for it, and after ten seconds asks itself. */
function Activating({ session, done }: { session: string; done: () => void }) {
  const [asked, setAsked] = useState(false);
  const path = `/core/billing/checkout-sessions/${encodeURIComponent(session)}`;
  const checkout = useGet<{ plan: string; active: boolean }>(path, {
    every: (data) => ((data as { active: boolean } | undefined)?.active ? false : 1_000),
  });
  const reconcile = useAct<{ status: string }>("POST", `${path}/reconcile`);
  const active = checkout.data?.active ?? false;
  // What the page showed until now is old: nobody shall choose the same plan twice.
  useEffect(() => {
    if (active) void cache.invalidateQueries();
  }, [active]);
  useEffect(() => {
    if (active || asked) return;
    const later = setTimeout(() => {
      setAsked(true);
      reconcile.mutate();
    }, 10_000);
    return () => clearTimeout(later);
  }, [active, asked, reconcile]);
  if (active) {
    return (
      <Notice tone="positive" title="Your plan is active.">
        <button type="button" className="link" onClick={done}>
          Done
        </button>
      </Notice>
    );
  }
  if (checkout.error && !checkout.error.away) return <Notice problem={checkout.error} />;
  return (
    <>
      <Notice tone="accent" icon="loader" title="Activating.">
        Stripe tells us of the payment in a moment. Nothing is charged twice.
      </Notice>
      {reconcile.error && <Notice problem={reconcile.error} retry={() => reconcile.mutate()} />}
    </>
  );
}

const quotas = ({ quotas }: Entitlement) =>
  quotas?.map(({ name, limit }) => `${name}: ${limit ?? "no limit yet"}`).join(", ");
