using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Messages;

/// <summary>Mails, where they lie, who took part, and their threads: sets at a time, each statement fit to run again.</summary>
internal static class MessageRows
{
    public static async Task Upsert(
        OrbitDb db,
        Folder folder,
        List<MailRow> rows,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (rows.Count == 0)
        {
            return;
        }

        // The same mail may stand in a page twice, under two ids.
        var mails = rows.GroupBy(row => row.Id)
            .Select(same => same.Last())
            .OrderBy(row => row.Id)
            .ToList();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into messages as m (account_email, id, mailbox_id, graph_id, internet_id, conversation_id, outgoing, kind, from_address, recipients, sent_at, subject, text)
            select {db.Account.Email}, n.id, {folder.MailboxId}, n.graph_id, n.internet_id, n.conversation_id, n.outgoing, n.kind, n.from_address, n.recipients, n.sent_at, coalesce(n.subject, ''), coalesce(n.text, '')
              from unnest({mails.Select(r => r.Id).ToArray()}, {mails.Select(r =>
                r.GraphId
            ).ToArray()}, {mails.Select(r => r.InternetId).ToArray()},
                {mails.Select(r => r.ConversationId).ToArray()}, {mails.Select(r =>
                r.Outgoing
            ).ToArray()}, {mails.Select(r => (short)r.Kind).ToArray()},
                {mails.Select(r => r.From).ToArray()}, {mails.Select(r =>
                r.Recipients
            ).ToArray()}, {mails.Select(r => r.SentAt.UtcDateTime).ToArray()},
                {mails.Select(r => r.Subject).ToArray()}, {mails.Select(r => r.Text).ToArray()})
                as n (id, graph_id, internet_id, conversation_id, outgoing, kind, from_address, recipients, sent_at, subject, text)
            on conflict (account_email, id) do update set
              graph_id = excluded.graph_id, outgoing = m.outgoing or excluded.outgoing, kind = greatest(m.kind, excluded.kind),
              subject = coalesce(nullif(excluded.subject, ''), m.subject), text = coalesce(nullif(excluded.text, ''), m.text), unlinked_at = null
            """,
            ct
        );
        await Place(
            db,
            folder,
            [.. rows.Select(row => (row.GraphId, row.Id)).DistinctBy(pair => pair.GraphId)],
            now,
            ct
        );
    }

    /// <summary>Rows that bring an id and a field or two. What they do not say stays.</summary>
    public static async Task Change(
        OrbitDb db,
        Folder folder,
        List<GraphLetter> letters,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (letters.Count == 0)
        {
            return;
        }

        var ids = letters.Select(letter => letter.Id).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            update messages m set subject = coalesce(n.subject, m.subject)
              from unnest({ids}, {letters.Select(letter =>
                letter.Subject
            ).ToArray()}) as n (graph_id, subject)
             where m.account_email = {db.Account.Email} and m.mailbox_id = {folder.MailboxId} and m.graph_id = n.graph_id and n.subject is not null
            """,
            ct
        );
        // A row in this folder says that the mail lies here, however little else it says.
        var known = await db
            .Messages.Where(m => m.MailboxId == folder.MailboxId && ids.Contains(m.GraphId))
            .Select(m => new { m.GraphId, m.Id })
            .ToListAsync(ct);
        await Place(db, folder, [.. known.Select(m => (m.GraphId, m.Id))], now, ct);
        var found = known.Select(m => m.Id).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"update messages set unlinked_at = null where account_email = {db.Account.Email} and id = any({found}) and unlinked_at is not null",
            ct
        );
    }

    /// <summary>A removal takes the mail out of this folder only: it may lie in another, or come there later.</summary>
    public static async Task Remove(
        OrbitDb db,
        Guid folderId,
        List<string> graphIds,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (graphIds.Count == 0)
        {
            return;
        }

        var ids = graphIds.ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            with gone as (delete from placements where account_email = {db.Account.Email} and folder_id = {folderId} and graph_id = any({ids}) returning message_id)
            update messages m set unlinked_at = {now}
             where m.account_email = {db.Account.Email} and m.id in (select message_id from gone) and m.unlinked_at is null
               and not exists (select 1 from placements p where p.account_email = m.account_email and p.message_id = m.id
                 and not (p.folder_id = {folderId} and p.graph_id = any({ids})))
            """,
            ct
        );
    }

    /// <summary>What was not seen in the folder since this generation lies there no longer.</summary>
    public static Task Unlink(
        OrbitDb db,
        Guid folderId,
        int generation,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        db.Database.ExecuteSqlAsync(
            $"""
            with gone as (delete from placements where account_email = {db.Account.Email} and folder_id = {folderId} and generation < {generation} returning message_id)
            update messages m set unlinked_at = {now}
             where m.account_email = {db.Account.Email} and m.id in (select message_id from gone) and m.unlinked_at is null
               and not exists (select 1 from placements p where p.account_email = m.account_email and p.message_id = m.id
                 and not (p.folder_id = {folderId} and p.generation < {generation}))
            """,
            ct
        );

    /// <summary>Threads are what their mails make of them. All at once: before a first sync's rows are analysed, one by one would read the whole mailbox for each.</summary>
    public static async Task Threads(
        OrbitDb db,
        Guid mailboxId,
        string[] conversations,
        CancellationToken ct
    )
    {
        if (conversations.Length == 0)
        {
            return;
        }

        var ids = conversations
            .Select(conversation => StableId.Of("thread", $"{mailboxId} {conversation}"))
            .ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into threads as t (account_email, id, mailbox_id, conversation_id, subject, first_at, last_at, messages, last_outgoing)
            select {db.Account.Email}, n.id, {mailboxId}, m.conversation_id, m.subject, m.first_at, m.last_at, m.messages, m.last_outgoing
              from unnest({ids}, {conversations}) as n (id, conversation_id)
              join (
                select conversation_id, (array_agg(subject order by sent_at, id))[1] as subject, min(sent_at) as first_at, max(sent_at) as last_at,
                       count(*)::int as messages, (array_agg(outgoing order by sent_at desc, id))[1] as last_outgoing
                  from messages where account_email = {db.Account.Email} and mailbox_id = {mailboxId} and conversation_id = any({conversations})
                 group by conversation_id) m using (conversation_id)
            on conflict (account_email, id) do update set subject = excluded.subject, first_at = excluded.first_at, last_at = excluded.last_at,
              messages = excluded.messages, last_outgoing = excluded.last_outgoing
            """,
            ct
        );
    }

    private static async Task Place(
        OrbitDb db,
        Folder folder,
        List<(string GraphId, Guid MessageId)> pairs,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (pairs.Count == 0)
        {
            return;
        }

        // What Microsoft told half at first made another mail of it; that one lies nowhere now.
        var graphIds = pairs.Select(pair => pair.GraphId).ToArray();
        var before = await db
            .Placements.Where(p => p.FolderId == folder.Id && graphIds.Contains(p.GraphId))
            .Select(p => p.MessageId)
            .ToArrayAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into placements (account_email, folder_id, graph_id, message_id, generation)
            select {db.Account.Email}, {folder.Id}, n.graph_id, n.message_id, {folder.Generation}
              from unnest({pairs.Select(p => p.GraphId).ToArray()}, {pairs.Select(p =>
                p.MessageId
            ).ToArray()}) as n (graph_id, message_id)
            on conflict (account_email, folder_id, graph_id) do update set message_id = excluded.message_id, generation = excluded.generation
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update messages m set unlinked_at = {now}
             where m.account_email = {db.Account.Email} and m.id = any({before}) and m.unlinked_at is null
               and not exists (select 1 from placements p where p.account_email = m.account_email and p.message_id = m.id)
            """,
            ct
        );
    }
}
