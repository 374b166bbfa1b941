using LeadFuel.Orbit.Messages;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>
/// Deletes mails that no folder has shown for a day and through a whole reading of all folders: a moved mail leaves one
/// folder before it comes into the other.
/// </summary>
internal sealed class SweepMailbox(OrbitDb db)
{
    private const int AtOnce = 2000;
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    public async Task Unlinked(
        Mailbox mailbox,
        IReadOnlyCollection<Folder> folders,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (folders.Count == 0 || folders.Min(folder => folder.SyncedAt) is not { } allRead)
        {
            return;
        }

        var before = now - Grace;
        var ids = await db
            .Messages.Where(m =>
                m.MailboxId == mailbox.Id && m.UnlinkedAt <= before && m.UnlinkedAt <= allRead
            )
            .OrderBy(m => m.Id)
            .Select(m => m.Id)
            .Take(AtOnce)
            .ToArrayAsync(ct);
        await RemoveMessages.Of(db, ids, ct);
    }
}
