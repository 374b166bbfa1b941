using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Messages;

/// <summary>Mails that are left aside, to be read one by one.</summary>
internal static class QuarantineRows
{
    public sealed record Row(string GraphId, int Tries, string Reason, DateTimeOffset? DueAt)
    {
        /// <summary>A mail without headers: they were refused, or nobody has asked for them yet.</summary>
        public static Row Of(string id, GraphHeaders headers, DateTimeOffset now) =>
            headers.Failed.TryGetValue(id, out var reason)
                ? new(id, 1, reason, null)
                : new(id, 0, "", now + headers.Throttled.GetValueOrDefault(id));
    }

    public static async Task Add(
        OrbitDb db,
        Folder folder,
        IReadOnlyList<Row> rows,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        foreach (var row in rows)
        {
            // A mail that was moved lies where it was told of last: the folder it left may say so only later.
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into quarantined_messages (account_email, mailbox_id, graph_id, folder_id, tries, reason, due_at, created_at)
                values ({db.Account.Email}, {folder.MailboxId}, {row.GraphId}, {folder.Id}, {row.Tries}, {row.Reason}, {row.DueAt}, {now})
                on conflict (account_email, mailbox_id, graph_id) do update set folder_id = excluded.folder_id
                """,
                ct
            );
        }
    }

    /// <summary>What came with a page after all need not be read by itself, nor what left the folder it lay in.</summary>
    public static async Task Settle(
        OrbitDb db,
        Folder folder,
        string[] read,
        IReadOnlyList<string> gone,
        CancellationToken ct
    ) =>
        await db
            .QuarantinedMessages.Where(q =>
                q.MailboxId == folder.MailboxId
                && (
                    read.Contains(q.GraphId)
                    || (q.FolderId == folder.Id && gone.Contains(q.GraphId))
                )
            )
            .ExecuteDeleteAsync(ct);
}
