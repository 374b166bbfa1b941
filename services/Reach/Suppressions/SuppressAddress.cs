using LeadFuel.Reach.Domains;
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
        var forms = DomainName.Forms(key);
        key = forms[0];
        await Wait(db, kind, key, ct);
        var suppression = await db
            .Suppressions.Where(s =>
                s.Kind == kind && forms.Contains(s.Key) && s.Reason == reason && s.LiftedAt == null
            )
            .OrderBy(s => s.CreatedAt)
            .FirstOrDefaultAsync(ct);
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

        await StopEnrolments.Stop(
            db,
            await Running(db, kind, forms, ct),
            Gates.ReasonOf(kind, reason),
            $"suppression:{suppression.Id}",
            now,
            ct
        );
        return suppression;
    }

    /// <summary>For who locks sequences of their own before they suppress: the lock that comes first, and whose sequences would be ended.</summary>
    internal static async Task<Guid[]> Lock(
        ReachDb db,
        SuppressionKind kind,
        string key,
        CancellationToken ct
    )
    {
        var forms = DomainName.Forms(key);
        await Wait(db, kind, forms[0], ct);
        return await Running(db, kind, forms, ct);
    }

    private static async Task Wait(
        ReachDb db,
        SuppressionKind kind,
        string key,
        CancellationToken ct
    )
    {
        var lockKey = SuppressionCheck.LockKey(db.Account.Email, kind, key);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({lockKey}, 0))",
            ct
        );
    }

    private static Task<Guid[]> Running(
        ReachDb db,
        SuppressionKind kind,
        string[] forms,
        CancellationToken ct
    )
    {
        var (suffix, written) = ("@" + forms[0], "@" + forms[^1]);
        return db
            .Enrolments.Where(e =>
                e.State == EnrolmentState.Active
                && (
                    kind == SuppressionKind.Address
                        ? forms.Contains(e.Email)
                        : e.Email.EndsWith(suffix) || e.Email.EndsWith(written)
                )
            )
            .Select(e => e.Id)
            .ToArrayAsync(ct);
    }
}
