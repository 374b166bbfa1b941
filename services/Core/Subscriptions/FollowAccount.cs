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

    public sealed record Job : IJob
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
            var told = new HashSet<string>();
            bool? said = null;
            while (await Leaves(ct) is var leaves && said != leaves)
            {
                await Tell(leaves, told, ct);
                said = leaves;
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

    private async Task Tell(bool leaves, HashSet<string> told, CancellationToken ct)
    {
        foreach (var id in await Mark(leaves, told, ct))
        {
            told.Add(id);
            using (egress.For(StripeGate.End, StripeGate.Ids))
            {
                await stripe.SetEnd(id, leaves, ct);
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
    // One that has ended meanwhile is left alone: Stripe changes it no more.
    private async Task<List<string>> Mark(bool leaves, HashSet<string> told, CancellationToken ct)
    {
        // What this run told hears of a turn, even when another run has taken the mark away.
        var before = told.ToList();
        await using var work = await db.Begin(ct);
        if (leaves)
        {
            await db
                .Subscriptions.Where(s =>
                    Subscription.GoesOn.Contains(s.Status)
                    && (!s.CancelsAtEnd || before.Contains(s.StripeSubscriptionId))
                )
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndsWithAccount, true), ct);
        }

        var marked = await db
            .Subscriptions.Where(s =>
                Subscription.GoesOn.Contains(s.Status)
                && (s.EndsWithAccount || before.Contains(s.StripeSubscriptionId))
            )
            .Select(s => s.StripeSubscriptionId)
            .ToListAsync(ct);
        await work.Commit(ct);
        return marked;
    }
}
