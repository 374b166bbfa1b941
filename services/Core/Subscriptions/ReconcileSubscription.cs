using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Core.Subscriptions;

/// <summary>Reads each night what a customer has at Stripe, whether it told of anything or not: a notice may have been lost. Asks for its next run while there is a customer.</summary>
public sealed class ReconcileSubscription(CoreDb db, ReadSubscription read)
    : JobHandler<ReconcileSubscription.Job>
{
    private static readonly TimeSpan AtNight = TimeSpan.FromHours(3);
    private static readonly TimeSpan Spread = TimeSpan.FromHours(1);
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(10);

    private bool customer = true;

    public sealed record Job : IJob
    {
        public static string Kind => "core.reconcile-subscription";
    }

    /// <summary>The next run, asked for by whoever makes or reads a customer. One that waits is enough: while Stripe or the account rests, none join it.</summary>
    public static async Task Ask(CoreDb db, DateTimeOffset now, CancellationToken ct)
    {
        if (
            await db.Jobs.AnyAsync(
                j =>
                    j.Kind == Job.Kind && (j.State == JobState.Ready || j.State == JobState.Leased),
                ct
            )
        )
        {
            return;
        }

        var night = Night(db.Account.Email, now);
        db.Enqueue(new Job(), night, $"{{}}@{night:O}");
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        try
        {
            await read.Reconcile(ct);
        }
        catch (ProviderRefusedException away) when (!away.Permanent)
        {
            throw new JobDeferredException(away.RetryAfter ?? Away);
        }

        await using var work = await db.Begin(ct);
        customer = await db.BillingCustomers.AnyAsync(ct);
        await work.Commit(lease, ct);
    }

    public override DateTimeOffset? NextRun(Job job, DateTimeOffset now) =>
        customer ? Night(db.Account.Email, now) : null;

    // Each account has its own second of the hour, so that Stripe is not asked for all of them at once.
    private static DateTimeOffset Night(string account, DateTimeOffset now)
    {
        var place = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(account)));
        var today =
            new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero)
            + AtNight
            + TimeSpan.FromSeconds(place % (uint)Spread.TotalSeconds);
        return today > now ? today : today.AddDays(1);
    }
}
