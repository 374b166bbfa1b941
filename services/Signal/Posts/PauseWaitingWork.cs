using LeadFuel.Accounts.Rpc;
using LeadFuel.Signal.Attempts;
using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Generations;

namespace LeadFuel.Signal.Posts;

/// <summary>A post that had not gone out is a draft again when a deletion was undone or a suspension lifted: a member publishes it anew. Variants being written go on after a suspension.</summary>
internal sealed class PauseWaitingWork(SignalDb db, TimeProvider clock) : IWaitingWork
{
    public async Task Pause(HoldCause cause, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var because =
            cause == HoldCause.Suspension
                ? "the account was suspended"
                : "the account was about to be deleted";
        foreach (
            var post in await db
                .Posts.Where(p =>
                    p.State == PostState.Publishing
                    // This one LinkedIn may have: it becomes unknown, as after any fall.
                    && !db.Attempts.Any(a => a.PostId == p.Id && a.State == AttemptState.Submitting)
                )
                .ToListAsync(ct)
        )
        {
            post.PutBack();
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "post.taken-back",
                    post.Id,
                    $"A post was taken back before it went out, because {because}."
                )
            );
        }

        if (cause == HoldCause.Suspension)
        {
            return;
        }

        foreach (
            var generation in await db
                .Generations.Where(g => g.State < GenerationState.Done)
                .ToListAsync(ct)
        )
        {
            await RunGeneration.End(generation, GenerationState.Stopped, null, db, now, ct);
        }
    }
}
