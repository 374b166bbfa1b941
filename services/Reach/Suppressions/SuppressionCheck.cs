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
        var domain = Contacts.Address.Domain(address);
        var addressKey = LockKey(account, SuppressionKind.Address, address);
        var domainKey = LockKey(account, SuppressionKind.Domain, domain);
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
                    (s.Kind == SuppressionKind.Address && s.Key == address)
                    || (s.Kind == SuppressionKind.Domain && s.Key == domain)
                )
            )
            .Select(s => new Block(s.Kind, s.Reason, s.Id))
            .ToListAsync(ct);
    }

    internal static string LockKey(string account, SuppressionKind kind, string key) =>
        $"reach.suppression/{account}/{kind}/{key}";
}
