using LeadFuel.Core.Deletions;
using LeadFuel.Core.Providers.Stripe;

namespace LeadFuel.Core.Subscriptions;

/// <summary>While the account waits for its deletion no period is renewed; undone, what ended only for that goes on as before.</summary>
public sealed class FollowAccount(
    CoreDb db,
    ReadSubscription read,
    StripeGate stripe,
    Egress egress
) : JobHandler<FollowAccount.Job>
{
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(1);

    public sealed record Job(Guid DeletionId) : IJob
    {
        public static string Kind => "core.follow-account";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        try
        {
            // What a person ended at Stripe meanwhile is not for us to take back.
            await read.Read(ct);
            // Asked again afterwards: a request and its undoing may cross on the way to Stripe.
            bool? told = null;
            while (await Leaves(ct) is var leaves && told != leaves)
            {
                await Tell(leaves, job.DeletionId, ct);
                told = leaves;
            }
        }
        catch (ProviderRefusedException)
        {
            // However long Stripe is away: no further period is charged.
            throw new JobDeferredException(Away);
        }
    }

    private async Task<bool> Leaves(CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await db.Deletions.AnyAsync(d => d.State != DeletionState.Undone, ct);
    }

    private async Task Tell(bool leaves, Guid cause, CancellationToken ct)
    {
        foreach (var id in await Mark(leaves, ct))
        {
            using (egress.For(StripeGate.End, StripeGate.Ids))
            {
                await stripe.SetEnd(id, leaves, cause, ct);
            }

            if (!leaves)
            {
                await using var work = await db.Begin(ct);
                await db
                    .Subscriptions.Where(s => s.StripeSubscriptionId == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndsWithAccount, false), ct);
                await work.Commit(ct);
            }
        }
    }

    // Marked before Stripe is asked: what it may have been told is known afterwards, too.
    private async Task<List<string>> Mark(bool leaves, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (leaves)
        {
            await db
                .Subscriptions.Where(s => Subscription.GoesOn.Contains(s.Status) && !s.CancelsAtEnd)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndsWithAccount, true), ct);
        }

        var marked = await db
            .Subscriptions.Where(s => s.EndsWithAccount)
            .Select(s => s.StripeSubscriptionId)
            .ToListAsync(ct);
        await work.Commit(ct);
        return marked;
    }
}
