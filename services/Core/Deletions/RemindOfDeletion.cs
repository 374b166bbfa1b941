using LeadFuel.Core.Accounts;
using LeadFuel.Core.Mails;

namespace LeadFuel.Core.Deletions;

/// <summary>Tells every owner that the time to undo runs out.</summary>
public sealed class RemindOfDeletion(CoreDb db, SharedDb shared, TimeProvider clock)
    : JobHandler<RemindOfDeletion.Job>
{
    public sealed record Job(Guid DeletionId, int DaysLeft) : IJob
    {
        public static string Kind => "core.remind-of-deletion";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var owners = await Owners(shared, ct);
        await using var work = await db.Begin(ct);
        if (
            await db.Deletions.SingleOrDefaultAsync(d => d.Id == job.DeletionId, ct) is
            { State: DeletionState.Waiting } deletion
        )
        {
            SendMail.Enqueue(db, owners, MailKind.DeletionReminder, deletion.Id, clock.GetUtcNow());
        }

        await work.Commit(lease, ct);
    }

    public static async Task<IReadOnlyList<string>> Owners(SharedDb shared, CancellationToken ct)
    {
        await using var work = await shared.Begin(ct);
        return await shared
            .Memberships.Where(m => m.Role == Role.Owner)
            .Select(m => m.Email)
            .ToListAsync(ct);
    }
}
