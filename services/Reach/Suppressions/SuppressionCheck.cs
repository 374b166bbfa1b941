using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Suppressions;

/// <summary>What stands against mail to an address, read in the transaction that claims the send.</summary>
public static class SuppressionCheck
{
    /// <summary>Holds off suppressions of this address and its domain until the transaction ends.</summary>
    public static async Task<IReadOnlyList<Block>> Find(
        ReachDb db,
        string address,
        CancellationToken ct
    )
    {
        var account = db.Account.Email;
        var addresses = DomainName.Forms(address);
        var domains = DomainName.Forms(Contacts.Address.Domain(address));
        var addressKey = LockKey(account, SuppressionKind.Address, addresses[0]);
        var domainKey = LockKey(account, SuppressionKind.Domain, domains[0]);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock_shared(hashtextextended({addressKey}, 0))",
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock_shared(hashtextextended({domainKey}, 0))",
            ct
        );
        return await db
            .Suppressions.AsNoTracking()
            .Where(s =>
                s.LiftedAt == null
                && (
                    (s.Kind == SuppressionKind.Address && addresses.Contains(s.Key))
                    || (s.Kind == SuppressionKind.Domain && domains.Contains(s.Key))
                )
            )
            .Select(s => new Block(s.Kind, s.Reason, s.Id))
            .ToListAsync(ct);
    }

    internal static string LockKey(string account, SuppressionKind kind, string key) =>
        $"reach.suppression/{account}/{kind}/{key}";
}
