import { useEffect, useState } from "react";
import { useSearchParams } from "wouter";
import { cache, useAct, useGet, useList, useSession, type Act, type Entitlement } from "../data";
import { Badge, Button, Confirm, Loading, money, Notice, Section, Table, Time } from "../ui";
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

const suite = "suite_monthly";
const part = (plan: string) => capital(plan.split("_")[0] ?? plan);

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
  const [doubling, setDoubling] = useState(false);
  const running = billing.data?.subscriptions.filter((row) => row.goesOn) ?? [];
  // The suite covers them, and Stripe goes on charging them.
  const parts = running.filter((row) => row.plan !== suite && !row.cancelsAtEnd).map((row) => part(row.plan));
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
      {paid && (
        <Activating
          session={paid}
          goOn={(plan) => buy.mutate({ plan })}
          opening={buy}
          done={() => setParams({}, { replace: true })}
        />
      )}
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
                  ) : running.some((one) => one.plan === suite) ? (
                    <Badge icon="check">Part of the suite</Badge>
                  ) : (
                    <Button
                      small
                      act={buy}
                      label={`Choose ${row.name}`}
                      onClick={() =>
                        row.plan === suite && parts.length > 0
                          ? setDoubling(true)
                          : buy.mutate({ plan: row.plan })
                      }
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
      <Confirm
        open={doubling}
        onClose={() => setDoubling(false)}
        title={`You already pay for ${parts.join(" and ")}`}
        verb="Choose the suite"
        busy="Opening Stripe"
        act={buy}
        onConfirm={() => buy.mutate({ plan: suite })}
      >
        The suite covers {parts.length === 1 ? "it" : "them"}, too. End {parts.length === 1 ? "it" : "them"}{" "}
        with “Manage at Stripe”, or you pay for both.
        {buy.error && <Notice problem={buy.error} />}
      </Confirm>
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
function Activating({
  session,
  goOn,
  opening,
  done,
}: {
  session: string;
  goOn: (plan: string) => void;
  opening: Act;
  done: () => void;
}) {
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
  const plan = checkout.data?.plan;
  const status = reconcile.data?.status;
  if (status === "open" && plan) {
    return (
      <Notice tone="warning" title="Nothing was paid yet.">
        Stripe's page is still open, and nothing was charged.
        <p className="note-act">
          <Button small act={opening} busy="Opening Stripe" onClick={() => goOn(plan)}>
            Go on at Stripe
          </Button>{" "}
          <Button small kind="quiet" onClick={done}>
            Not now
          </Button>
        </p>
      </Notice>
    );
  }
  if (status === "expired") {
    return (
      <Notice tone="warning" title="Stripe's page has run out.">
        Nothing was charged. Choose the plan again below.{" "}
        <button type="button" className="link" onClick={done}>
          Done
        </button>
      </Notice>
    );
  }
  return (
    <>
      <Notice tone="accent" icon="loader" title="Activating.">
        {status === "complete"
          ? "Stripe has the payment. It tells us in a moment what the plan covers."
          : "Stripe tells us of the payment in a moment. Nothing is charged twice."}
        {status === "complete" && (
          <p className="note-act">
            <Button small icon="refresh-cw" act={reconcile} busy="Asking" onClick={() => reconcile.mutate()}>
              Ask Stripe again
            </Button>
          </p>
        )}
      </Notice>
      {reconcile.error && <Notice problem={reconcile.error} retry={() => reconcile.mutate()} />}
    </>
  );
}

const quotas = ({ quotas }: Entitlement) =>
  quotas?.map(({ name, limit }) => `${name}: ${limit ?? "no limit yet"}`).join(", ");
