using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Suppressions;

/// <summary>
/// Takes an address or a whole domain off every list, and ends the sequences that run to it.
/// Called inside a unit of work. A mail that is being claimed at this moment waits for it, or it for the claim:
/// whoever has the lock first is seen by the other. Locks are taken in one order everywhere: address, domain, enrolment, message, campaign.
/// </summary>
public static class SuppressAddress
{
    public static Task<Suppression> Suppress(
        ReachDb db,
        string address,
        SuppressionReason reason,
        string source,
        DateTimeOffset now,
        CancellationToken ct
    ) => Suppress(db, SuppressionKind.Address, address, reason, source, "", now, ct);

    /// <summary>The suppression in force for this reason, made now or earlier.</summary>
    public static async Task<Suppression> Suppress(
        ReachDb db,
        SuppressionKind kind,
        string key,
        SuppressionReason reason,
        string source,
        string note,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var account = db.Account.Email;
        var lockKey = SuppressionCheck.LockKey(account, kind, key);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({lockKey}, 0))",
            ct
        );
        var suppression = await db.Suppressions.SingleOrDefaultAsync(
            s => s.Kind == kind && s.Key == key && s.Reason == reason && s.LiftedAt == null,
            ct
        );
        if (suppression is null)
        {
            suppression = new Suppression
            {
                Kind = kind,
                Key = key,
                Reason = reason,
                Source = source,
                Note = note,
                CreatedAt = now,
            };
            db.Suppressions.Add(suppression);
            await db.SaveChangesAsync(ct);
        }

        var suffix = "@" + key;
        var enrolments = await db
            .Enrolments.Where(e =>
                e.State == EnrolmentState.Active
                && (kind == SuppressionKind.Address ? e.Email == key : e.Email.EndsWith(suffix))
            )
            .Select(e => e.Id)
            .ToArrayAsync(ct);
        await StopEnrolments.Stop(
            db,
            enrolments,
            Gates.ReasonOf(kind, reason),
            $"suppression:{suppression.Id}",
            now,
            ct
        );
        return suppression;
    }
}
