using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Accounts;

/// <summary>Changes the account's name, the zone in which its days end, and where its sign-in links open.</summary>
public static class EditAccount
{
    public sealed record Request(string? Name, string? TimeZone, bool? SameBrowserOnly = null);

    public static void Map(WebApplication app)
    {
        var room = app.MapRoom("/account");
        room.MapGet(
            "",
            async (SharedDb shared, CancellationToken ct) => (await Read(shared, ct)).ToOk()
        );
        room.MapPatch(
            "",
            async (
                Request request,
                IfMatch seen,
                SharedDb shared,
                CoreDb db,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, seen, shared, db, audit, clock, ct)).ToOk()
        );
    }

    internal static async Task<Outcome<Bootstrap.AccountView>> Read(
        SharedDb shared,
        CancellationToken ct
    )
    {
        await using var work = await shared.Begin(ct);
        return await shared.Accounts.AsNoTracking().SingleOrDefaultAsync(ct) is { } own
            ? Bootstrap.AccountView.Of(own)
            : Refuse.NotFound("account");
    }

    internal static async Task<Outcome<Bootstrap.AccountView>> Handle(
        Request request,
        IfMatch seen,
        SharedDb shared,
        CoreDb db,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var name = request.Name?.Trim();
        if (name is not null && (name.Length is 0 or > Account.MaxName || name.Any(char.IsControl)))
        {
            return Refuse.Invalid(
                "name",
                $"A name has 1 to {Account.MaxName} characters in one line."
            );
        }

        if (request.TimeZone is { } zone && !Account.IsZone(zone))
        {
            return Refuse.Invalid(
                "timeZone",
                "This is no time zone. Choose one such as Europe/Berlin."
            );
        }

        await using var work = await shared.Begin(ct);
        if (await shared.Accounts.SingleOrDefaultAsync(ct) is not { } own)
        {
            return Refuse.NotFound("account");
        }

        if (own.Version != seen.Version)
        {
            return Refuse.Stale("account") with
            {
                More = new Dictionary<string, object?>
                {
                    ["current"] = Bootstrap.AccountView.Of(own),
                },
            };
        }

        var (oldName, oldZone, oldOnly) = (own.Name, own.TimeZone, own.SameBrowserOnly);
        own.Edit(
            name ?? oldName,
            request.TimeZone ?? oldZone,
            request.SameBrowserOnly ?? oldOnly,
            clock.GetUtcNow()
        );
        await work.Flush(ct);
        var changes = new List<string>();
        if (own.Name != oldName)
        {
            changes.Add($"The name was “{oldName}”, now “{own.Name}”.");
        }

        if (own.TimeZone != oldZone)
        {
            changes.Add($"The time zone was {oldZone}, now {own.TimeZone}.");
        }

        if (own.SameBrowserOnly != oldOnly)
        {
            changes.Add(
                own.SameBrowserOnly
                    ? "Sign-in links now open only the browser that asked for them."
                    : "Sign-in links now open other browsers too."
            );
        }

        // Two databases, no common transaction: the entry goes first, so that no change is without one.
        if (changes.Count > 0)
        {
            await using var log = await db.Begin(ct);
            await audit.Write("account.edited", own.AccountEmail, string.Join(' ', changes), ct);
            await log.Commit(ct);
        }

        return await work.Commit(Bootstrap.AccountView.Of(own), ct);
    }
}
