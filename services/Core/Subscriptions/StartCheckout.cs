using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Providers.Stripe;

namespace LeadFuel.Core.Subscriptions;

/// <summary>Opens Stripe's page to pay on. The account's address goes once; after that only ids and the price.</summary>
public sealed class StartCheckout(
    CoreDb db,
    StripeGate stripe,
    Egress egress,
    PriceList prices,
    SecretKeys keys,
    AuditLog audit,
    IConfiguration configuration,
    TimeProvider clock
)
{
    public sealed record Request([Required, MaxLength(60)] string Plan);

    public sealed record View(string Url);

    public static void Map(RouteGroupBuilder billing) =>
        billing.MapPost(
            "/checkout-sessions",
            async (Request request, StartCheckout start, CancellationToken ct) =>
                (await start.Handle(request, ct)).ToOk()
        );

    /// <summary>Where Stripe sends people back to.</summary>
    public static string Back(IConfiguration configuration) =>
        $"{configuration["PUBLIC_ORIGIN"]?.TrimEnd('/')}/settings/plan";

    public async Task<Outcome<View>> Handle(Request request, CancellationToken ct)
    {
        if (!Plan.All.Contains(request.Plan))
        {
            return Refuse.Invalid("plan", "There is no such plan. Choose one from the list.");
        }

        try
        {
            var price = (await prices.Read(ct)).FirstOrDefault(p => p.Plan == request.Plan);
            if (price is null)
            {
                return Refuse.Invalid("plan", "This plan is not sold at the moment.");
            }

            return await Open(request.Plan, price.Id, ct);
        }
        catch (ProviderRefusedException)
        {
            return Refuse.ProviderDown("Stripe");
        }
    }

    private async Task<Outcome<View>> Open(string plan, string price, CancellationToken ct)
    {
        string? customer;
        await using (await db.Begin(ct))
        {
            // Waits for a reading that is being written: what was just paid is not sold a second time.
            customer = (
                await db
                    .Database.SqlQuery<string>(
                        $"select stripe_customer_id as \"Value\" from billing_customers where account_email = {db.Account.Email} for share"
                    )
                    .ToListAsync(ct)
            ).SingleOrDefault();
            var running = await db
                .Subscriptions.Where(s =>
                    (s.Plan == plan || s.Plan == Plan.Suite)
                    && Subscription.GoesOn.Contains(s.Status)
                )
                .Select(s => new { s.Plan, Late = s.PastDueAt != null })
                .ToListAsync(ct);
            if (running.Count > 0)
            {
                return Refuse.Conflict(
                    running.Exists(s => s.Late)
                            ? "A payment for the plan you have is missing. Nothing was charged. Pay it on Stripe's page, and the plan goes on."
                        : running.Exists(s => s.Plan == plan)
                            ? "This plan is running already. Change or end it on Stripe's page."
                        : "The suite's plan is running, and this plan is a part of it. Nothing was charged. To pay for parts alone, end the suite's plan on Stripe's page first.",
                    "already-subscribed"
                );
            }
        }

        customer ??= await MakeCustomer(ct);
        var checkout = await Way(plan, ct);
        using var purpose = egress.For(StripeGate.Pay, StripeGate.Product, StripeGate.Ids);
        if (checkout.StripeSessionId is { } known)
        {
            var before = await stripe.FindCheckout(known, ct);
            if (before is { Status: "open", Url: { } url })
            {
                return new View(url);
            }

            checkout = await NewWay(plan, known, ct);
        }

        var session = await stripe.OpenCheckout(
            customer,
            price,
            Opaque(),
            checkout.IntentId,
            Back(configuration),
            ct
        );
        await using var work = await db.Begin(ct);
        await db
            .Checkouts.Where(c => c.Plan == plan && c.IntentId == checkout.IntentId)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.StripeSessionId, session.Id), ct);
        await audit.Write(
            "billing.checkout-opened",
            plan,
            $"Went to Stripe's page to pay for {plan}.",
            ct
        );
        return await work.Commit(new View(session.Url!), ct);
    }

    private async Task<string> MakeCustomer(CancellationToken ct)
    {
        string made;
        string? deleted;
        await using (await db.Begin(ct))
        {
            // Stripe answers a key that it knows with the customer it made then, even one that is deleted.
            deleted = await db
                .StripeEvents.Where(e => e.Type == ReadSubscription.CustomerDeleted)
                .OrderByDescending(e => e.At)
                .Select(e => e.ObjectId)
                .FirstOrDefaultAsync(ct);
        }

        using (egress.For(StripeGate.Customer, StripeGate.Address, StripeGate.Ids))
        {
            made = await stripe.MakeCustomer(db.Account.Email, Opaque(), deleted, ct);
        }

        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        await db.Database.ExecuteSqlAsync(
            $"insert into billing_customers (account_email, stripe_customer_id, readings_begun, reading_written, created_at) values ({db.Account.Email}, {made}, 0, 0, {now}) on conflict (account_email) do nothing",
            ct
        );
        await ReconcileSubscription.Ask(db, now, ct);
        await work.Commit(ct);
        return made;
    }

    // Two tabs at once find the same row, and with its intent Stripe gives them the same page.
    private async Task<Checkout> Way(string plan, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await db.Database.ExecuteSqlAsync(
            $"insert into checkouts (account_email, plan, intent_id, created_at) values ({db.Account.Email}, {plan}, {Guid.CreateVersion7()}, {clock.GetUtcNow()}) on conflict (account_email, plan) do nothing",
            ct
        );
        var way = await db.Checkouts.AsNoTracking().SingleAsync(c => c.Plan == plan, ct);
        await work.Commit(ct);
        return way;
    }

    private async Task<Checkout> NewWay(string plan, string ended, CancellationToken ct)
    {
        await using (var work = await db.Begin(ct))
        {
            await db
                .Checkouts.Where(c => c.Plan == plan && c.StripeSessionId == ended)
                .ExecuteDeleteAsync(ct);
            await work.Commit(ct);
        }

        return await Way(plan, ct);
    }

    // Stripe learns an id that means something to us alone.
    private string Opaque() =>
        "acct_"
        + Convert.ToHexStringLower(
            HMACSHA256.HashData(
                keys.Derive("stripe/v1/account"),
                Encoding.UTF8.GetBytes(db.Account.Email)
            )
        )[..32];
}
