using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.Exclusions;

/// <summary>Removes what an account's rule covers in the mailboxes of the other members, who alone know what they hold.</summary>
internal sealed class RemoveExcluded(OrbitDb db) : JobHandler<RemoveExcluded.Job>
{
    private const int AtOnce = 2000;

    public sealed record Job(Guid RuleId) : IJob
    {
        public static string Kind => "orbit.remove-excluded";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var members = new Queue<string>(await Members(ct));
        while (members.TryPeek(out var member))
        {
            await using var part = await db.Begin(ct);
            // Taken back meanwhile: what is still there stays.
            if (
                await db
                    .ExclusionRules.AsNoTracking()
                    .SingleOrDefaultAsync(r => r.Id == job.RuleId && r.Member == "", ct)
                is not { } rule
            )
            {
                return;
            }

            var ids = await Excluded.By(db, member, rule.Kind, rule.Value, ct) is { } mails
                ? await mails.OrderBy(m => m.Id).Select(m => m.Id).Take(AtOnce).ToArrayAsync(ct)
                : [];
            if (ids.Length == 0)
            {
                members.Dequeue();
                continue;
            }

            await RemoveMessages.Of(db, ids, ct);
            await part.Commit(ct);
        }

        await using var work = await db.Begin(ct);
        ScorePeople.Soon(db, lease.JobId);
        await work.Commit(lease, ct);
    }

    private async Task<List<string>> Members(CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await db.Mailboxes.Select(m => m.Member).Distinct().OrderBy(m => m).ToListAsync(ct);
    }
}
