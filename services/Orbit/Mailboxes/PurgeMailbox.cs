using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>Deletes all that was read from a disconnected mailbox, some thousand mails at a time, the mailbox last.</summary>
internal sealed class PurgeMailbox(OrbitDb db) : JobHandler<PurgeMailbox.Job>
{
    private const int AtOnce = 2000;

    public sealed record Job(Guid MailboxId) : IJob
    {
        public static string Kind => "orbit.purge-mailbox";

        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        while (true)
        {
            await using var part = await db.Begin(ct);
            var ids = await db
                .Messages.Where(m => m.MailboxId == job.MailboxId)
                .OrderBy(m => m.Id)
                .Select(m => m.Id)
                .Take(AtOnce)
                .ToArrayAsync(ct);
            if (ids.Length == 0)
            {
                break;
            }

            await RemoveMessages.Of(db, ids, ct);
            await part.Commit(ct);
            Fault.Point("orbit.purging");
        }

        await using var work = await db.Begin(ct);
        var account = db.Account.Email;
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from excluded_marks where account_email = {account} and mailbox_id = {job.MailboxId};
            delete from quarantined_messages where account_email = {account} and mailbox_id = {job.MailboxId};
            delete from handovers where account_email = {account} and mailbox_id = {job.MailboxId};
            delete from probes where account_email = {account} and mailbox_id = {job.MailboxId};
            delete from consents where account_email = {account} and mailbox_id = {job.MailboxId};
            delete from folders where account_email = {account} and mailbox_id = {job.MailboxId};
            delete from threads where account_email = {account} and mailbox_id = {job.MailboxId};
            delete from mailboxes where account_email = {account} and id = {job.MailboxId};
            """,
            ct
        );
        ScorePeople.Soon(db, lease.JobId);
        await work.Commit(lease, ct);
    }
}
