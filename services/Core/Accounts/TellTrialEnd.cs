using LeadFuel.Core.Deletions;
using LeadFuel.Core.Mails;

namespace LeadFuel.Core.Accounts;

/// <summary>One mail to every owner three days before the trial ends. Who pays, or leaves, gets none.</summary>
public sealed class TellTrialEnd(CoreDb db, SharedDb shared, TimeProvider clock)
    : JobHandler<TellTrialEnd.Job>
{
    private static readonly TimeSpan Before = TimeSpan.FromDays(3);

    public sealed record Job : IJob
    {
        public static string Kind => "core.tell-trial-end";
    }

    public static DateTimeOffset DueFor(DateTimeOffset founded) =>
        founded + Entitlement.TrialLength - Before;

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var owners = await RemindOfDeletion.Owners(shared, ct);
        var trial = await Ending(shared, now, ct);
        await using var work = await db.Begin(ct);
        if (trial is not null)
        {
            SendMail.Enqueue(db, owners, MailKind.TrialEnding, trial.Id, now);
        }

        await work.Commit(lease, ct);
    }

    /// <summary>The trial that still runs; null when it is over, or when something is paid for already.</summary>
    public static async Task<Entitlement?> Ending(
        SharedDb shared,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var work = await shared.Begin(ct);
        var rows = await shared.Entitlements.AsNoTracking().ToListAsync(ct);
        return rows.Exists(row => row.Source == Entitlement.FromStripe && row.GrantsAt(now))
            ? null
            : rows.Find(row => row.StateAt(now) == EntitlementState.Trialing);
    }
}
