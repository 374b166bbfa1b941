using LeadFuel.Core.Deletions;
using LeadFuel.Core.Mails;

namespace LeadFuel.Core.Integrations;

/// <summary>One mail to every owner about an address at which nothing arrives, or that was switched off.</summary>
public sealed class TellOwners(CoreDb db, SharedDb shared, TimeProvider clock)
    : JobHandler<TellOwners.Job>
{
    public sealed record Job(Guid ChannelId, MailKind Mail) : IJob
    {
        public static string Kind => "core.tell-owners";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        var owners = await RemindOfDeletion.Owners(shared, ct);
        await using var work = await db.Begin(ct);
        SendMail.Enqueue(db, owners, job.Mail, job.ChannelId, clock.GetUtcNow());
        await work.Commit(lease, ct);
    }
}
