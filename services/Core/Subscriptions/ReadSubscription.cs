using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Providers.Stripe;

namespace LeadFuel.Core.Subscriptions;

/// <summary>Reads anew what the account has at Stripe and writes it down whole: in which order notices came does not matter.</summary>
public sealed class ReadSubscription(
    CoreDb db,
    SharedDb shared,
    StripeGate stripe,
    Egress egress,
    AuditLog audit,
    TimeProvider clock
) : JobHandler<ReadSubscription.Job>
{
    public const string CustomerDeleted = "customer.deleted";
    private const int MostTold = 10;
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(1);

    public sealed record Job : IJob
    {
        public static string Kind => "core.read-subscription";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        try
        {
            await Read(ct);
        }
        catch (ProviderRefusedException away) when (!away.Permanent)
        {
            // However long Stripe is away: what was paid is not forgotten.
            throw new JobDeferredException(away.RetryAfter ?? Away);
        }

        await using var work = await db.Begin(ct);
        await work.Commit(lease, ct);
    }

    public Task Read(CancellationToken ct) => Read(nightly: false, ct);

    /// <summary>The same though Stripe told of nothing. What differs is put right and stands in the log.</summary>
    public Task Reconcile(CancellationToken ct) => Read(nightly: true, ct);

    private async Task Read(bool nightly, CancellationToken ct)
    {
        string customer;
        int reading;
        bool told;
        await using (var begin = await db.Begin(ct))
        {
            if (await Held(ct) is not { } own)
            {
                return;
            }

            customer = own.StripeCustomerId;
            reading = own.BeginReading();
            told = await db.StripeEvents.AnyAsync(
                e => e.Type == CustomerDeleted && e.ObjectId == own.StripeCustomerId,
                ct
            );
            await ReconcileSubscription.Ask(db, clock.GetUtcNow(), ct);
            await begin.Commit(ct);
        }

        IReadOnlyList<StripeState> states;
        IReadOnlyList<string> features;
        bool gone;
        using (egress.For(StripeGate.Read, StripeGate.Ids))
        {
            gone = (told || nightly) && await stripe.IsDeleted(customer, ct);
            states = gone ? [] : await stripe.Subscriptions(customer, ct);
            features = gone ? [] : await stripe.Features(customer, ct);
        }

        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        if (await Held(ct) is not { } held || !held.Write(reading))
        {
            return;
        }

        var known = await db.Subscriptions.ToListAsync(ct);
        var differs = new List<string>();
        if (gone)
        {
            // They end with the customer, and Stripe shows them no longer.
            known.ForEach(subscription => subscription.Status = "canceled");
            differs.Add("The customer was deleted there.");
        }

        foreach (var state in states)
        {
            var subscription = known.Find(s => s.StripeSubscriptionId == state.Id);
            if (subscription is null)
            {
                subscription = new Subscription
                {
                    StripeSubscriptionId = state.Id,
                    Status = state.Status,
                    Plan = state.Plan,
                    PeriodEndsAt = state.EndsAt,
                    CancelsAtEnd = state.CancelsAtEnd,
                };
                db.Subscriptions.Add(subscription);
                known.Add(subscription);
                differs.Add($"{state.Plan}: it was not known here.");
            }
            else if (subscription.Differs(state) is { Length: > 0 } what)
            {
                differs.Add($"{state.Plan}: {what}.");
            }

            subscription.Become(state, now);
        }

        // Entitlements are in the other database: they can be computed again at any time, so they go first.
        if (await Entitle(known, features, now, ct) is { Length: > 0 } change)
        {
            await audit.Write("plan.changed", "subscription", change, ct);
        }

        if (nightly && differs.Count > 0)
        {
            await audit.Write(
                "plan.repaired",
                "subscription",
                $"Stripe had something else than LeadFuel, which follows it. {string.Join(' ', differs.Take(MostTold))}",
                ct
            );
        }

        if (gone && !told)
        {
            // As if it had been told: a new customer needs another key.
            db.StripeEvents.Add(
                new StripeEvent
                {
                    StripeEventId = $"found/{customer}",
                    Type = CustomerDeleted,
                    ObjectId = customer,
                    At = now,
                }
            );
        }

        if (gone)
        {
            // Deleted at Stripe itself: whoever chooses a plan again becomes a new customer.
            db.BillingCustomers.Remove(held);
            await db.Checkouts.ExecuteDeleteAsync(ct);
        }

        await work.Commit(ct);
    }

    private Task<BillingCustomer?> Held(CancellationToken ct) =>
        db
            .BillingCustomers.FromSql(
                $"select * from billing_customers where account_email = {db.Account.Email} for update"
            )
            .SingleOrDefaultAsync(ct);

    private async Task<string> Entitle(
        List<Subscription> subscriptions,
        IReadOnlyList<string> features,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // A feature outlives its subscription at Stripe when that is paused: both have to say yes.
        var best = subscriptions
            .Where(s => s.Covers)
            .OrderBy(s => s.PastDueAt is null ? 0 : 1)
            .ThenByDescending(s => s.PeriodEndsAt)
            .ToList();
        var changes = new List<string>();
        await using var work = await shared.Begin(ct);
        var rows = await shared
            .Entitlements.Where(e => e.Source == Entitlement.FromStripe)
            .ToListAsync(ct);
        foreach (var product in Entitlement.Products)
        {
            var row = rows.Find(r => r.Product == product);
            var paid = features.Contains(product)
                ? best.Find(s => s.Plan.StartsWith(product, StringComparison.Ordinal))
                    ?? best.Find(s => s.Plan.StartsWith("suite", StringComparison.Ordinal))
                    ?? best.FirstOrDefault()
                : null;
            if (paid is not null && row is null)
            {
                row = Entitlement.Paid(product, now);
                shared.Entitlements.Add(row);
            }

            var before = row?.StateAt(now);
            if (paid is not null)
            {
                row!.Cover(paid.Plan, paid.PastDueAt, paid.CancelsAtEnd ? paid.PeriodEndsAt : null);
            }
            else
            {
                row?.Lapse(now);
            }

            if (
                row is not null
                && (before != row.StateAt(now) || shared.Entry(row).State == EntityState.Added)
            )
            {
                changes.Add($"{product}: {row.WhyAt(now)}");
            }
        }

        await work.Commit(ct);
        return string.Join(' ', changes);
    }
}
