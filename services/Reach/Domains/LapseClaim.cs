using System.Globalization;
using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Domains;

/// <summary>Ends another account's claim to a domain that it never proved, when somebody else wants it and its time is over.</summary>
internal static class LapseClaim
{
    /// <summary>Why the claim stands; null when there is none any more.</summary>
    public static async Task<Refused?> Of(
        AccountKey owner,
        string name,
        IServiceScopeFactory scopes,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(owner, "service");
        var db = scope.ServiceProvider.GetRequiredService<ReachDb>();
        await using var work = await db.Begin(ct);
        // A check that proves it at this moment comes first, or finds it gone.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from domains where account_email = {owner.Email} and name = {name} for update",
            ct
        );
        var domain = await db.Domains.SingleOrDefaultAsync(d => d.Name == name, ct);
        if (domain is null)
        {
            return null;
        }

        if (!domain.Lapsed(now))
        {
            return domain.Verified || domain.VerifiedAt is not null
                ? AddDomain.Taken(name)
                : Refuse.Conflict(
                    $"Another account is setting up {name} and has until {domain.LapsesAt.ToString("d MMMM, HH:mm", CultureInfo.InvariantCulture)} UTC to prove by its DNS records that it is theirs. After that you can add it.",
                    "domain-claimed"
                ) with
                {
                    Title = "Another account has asked for this domain first.",
                };
        }

        await db
            .Senders.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .Where(s => s.DomainId == domain.Id)
            .ExecuteDeleteAsync(ct);
        db.Domains.Remove(domain);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "domain.lapsed",
                domain.Id,
                $"{name} was never verified and was given up when another account asked for it."
            )
        );
        await work.Commit(ct);
        return null;
    }
}
