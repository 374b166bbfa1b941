using LeadFuel.Admin.Rpc;
using LeadFuel.Core.Mails;

namespace LeadFuel.Core.Accounts;

/// <summary>What the app needs to draw its first page.</summary>
internal static class Bootstrap
{
    public sealed record MemberView(string Email, MailState? Mail, DateTimeOffset? SignedInAt);

    public sealed record AccountView(
        string Email,
        string Name,
        string TimeZone,
        AccountState State,
        bool SameBrowserOnly,
        int Version
    ) : IVersioned
    {
        public static AccountView Of(Account account) =>
            new(
                account.AccountEmail,
                account.Name,
                account.TimeZone,
                account.State,
                account.SameBrowserOnly,
                account.Version
            );
    }

    public sealed record EntitlementView(
        string Product,
        EntitlementState State,
        string Plan,
        string Source,
        DateTimeOffset? TrialEndsAt,
        DateTimeOffset? EndsAt,
        DateTimeOffset? PastDueAt,
        string Why,
        int? Seats,
        IReadOnlyList<Quota> Quotas
    );

    public sealed record EntitlementsView(IReadOnlyList<EntitlementView> Items, string? Next);

    public sealed record ImpersonationView(string Email, string Mode, DateTimeOffset EndsAt);

    public sealed record View(
        MemberView Member,
        AccountView Account,
        IReadOnlyList<EntitlementView> Entitlements,
        ImpersonationView? Impersonation
    );

    public static void MapBootstrap(this WebApplication app)
    {
        app.MapGet(
            "/bootstrap",
            async (
                CoreDb db,
                SharedDb shared,
                CurrentAccount account,
                Impersonations.ImpersonationsClient visits,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(db, shared, account, visits, clock, ct)).ToOk()
        );
        app.MapGet(
            "/entitlements",
            async (SharedDb shared, TimeProvider clock, CancellationToken ct) =>
                new EntitlementsView(await Entitlements(shared, clock, ct), null)
        );
    }

    public static async Task<Outcome<View>> Handle(
        CoreDb db,
        SharedDb shared,
        CurrentAccount account,
        Impersonations.ImpersonationsClient visits,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        ImpersonationView? visit = null;
        if (account.Viewing is { } viewing)
        {
            var told = await visits.GetAsync(
                new GetRequest { Id = viewing.ImpersonationId },
                cancellationToken: ct
            );
            visit = new ImpersonationView(told.Member, told.Mode, told.EndsAt.ToDateTimeOffset());
        }

        var entitlements = await Entitlements(shared, clock, ct);
        Account? own;
        await using (await shared.Begin(ct))
        {
            own = await shared.Accounts.AsNoTracking().SingleOrDefaultAsync(ct);
        }

        if (own is null)
        {
            return Refuse.NotFound("account");
        }

        await using var work = await db.Begin(ct);
        var trouble = await db
            .MailTroubles.AsNoTracking()
            .SingleOrDefaultAsync(t => t.Address == account.Member, ct);
        return new View(
            new MemberView(account.Member, trouble?.State, account.SignedInAt),
            AccountView.Of(own),
            entitlements,
            visit
        );
    }

    // The trial is one row for all four products; people see each product.
    private static async Task<IReadOnlyList<EntitlementView>> Entitlements(
        SharedDb shared,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await shared.Begin(ct);
        var rows = await shared.Entitlements.AsNoTracking().ToListAsync(ct);
        return
        [
            .. Entitlement
                .Products.Select(product => (product, Row: Entitlement.For(rows, product, now)))
                .Where(pair => pair.Row is not null)
                .Select(pair => new EntitlementView(
                    pair.product,
                    pair.Row!.StateAt(now),
                    pair.Row.Plan,
                    pair.Row.Source,
                    pair.Row.TrialEndsAt,
                    pair.Row.EndsAt,
                    pair.Row.PastDueAt,
                    pair.Row.WhyAt(now),
                    Quota.Seats,
                    Quota.Of(pair.product)
                )),
        ];
    }
}
