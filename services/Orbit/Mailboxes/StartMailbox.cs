using System.ComponentModel.DataAnnotations;
using LeadFuel.Orbit.Exclusions;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>
/// What the member chose before anything is read; then the first sync begins. What is left out holds for all mailboxes
/// of the member: what is stored of the others goes, once they have said yes to how much that is.
/// </summary>
public static class StartMailbox
{
    public sealed record Request(
        [MaxLength(500)] Guid[] Folders,
        [Range(0, 120)] int HistoryMonths,
        bool WithText,
        Visibility Visibility,
        ContactsFrom Contacts,
        bool SkipMarked,
        bool SkipInternal,
        bool SkipFreeMail,
        bool SkipRobots,
        int Removes = 0
    );

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapPost(
            "/{id:guid}/start",
            async (
                Guid id,
                Request request,
                OrbitDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, db, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetMailbox.View>> Handle(
        Guid id,
        Request request,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(
            m => m.Id == id && m.Member == account.Member,
            ct
        );
        if (mailbox is null)
        {
            return Refuse.NotFound("mailbox");
        }

        if (mailbox.State != MailboxState.Choosing)
        {
            return Refuse.Conflict("This mailbox is being read already.");
        }

        var folders = await db.Folders.Where(f => f.MailboxId == id).ToListAsync(ct);
        foreach (var folder in folders)
        {
            folder.Included = request.Folders.Contains(folder.Id) && !ReadFolders.Never(folder);
        }

        if (!folders.Any(folder => folder.Included))
        {
            return Refuse.Invalid("folders", "Choose at least one folder.");
        }

        mailbox.State = MailboxState.FirstSync;
        mailbox.SyncStartedAt = now;
        mailbox.WithText = request.WithText;
        mailbox.Visibility = request.Visibility;
        mailbox.Contacts = request.Contacts;
        mailbox.OldestAt =
            request.HistoryMonths == 0 ? null : now.AddMonths(-request.HistoryMonths);
        mailbox.Edited();
        var rules = await Rules(request, db, account, now, ct);
        // Written first: a page that is committed from now on sees the rules.
        await work.Flush(ct);
        if (
            await Excluded.Remove(db, account.Member, rules, request.Removes, mailbox.Id, ct) is
            { } refused
        )
        {
            return refused;
        }

        SyncMailbox.Again(db, mailbox, now);
        await work.Flush(ct);
        return await work.Commit(await GetMailbox.Read(db, mailbox, account, now, ct), ct);
    }

    private static async Task<IReadOnlyList<(ExclusionKind, string)>> Rules(
        Request request,
        OrbitDb db,
        CurrentAccount account,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        (bool Wanted, ExclusionKind Kind)[] kinds =
        [
            (request.SkipMarked, ExclusionKind.Marked),
            (request.SkipInternal, ExclusionKind.Internal),
            (request.SkipFreeMail, ExclusionKind.FreeMail),
            (request.SkipRobots, ExclusionKind.Robots),
        ];
        var known = await db
            .ExclusionRules.Where(r => r.Member == account.Member)
            .Select(r => r.Kind)
            .ToListAsync(ct);
        var added = kinds
            .Where(k => k.Wanted && !known.Contains(k.Kind))
            .Select(k => k.Kind)
            .ToList();
        foreach (var kind in added)
        {
            db.ExclusionRules.Add(
                new ExclusionRule
                {
                    Member = account.Member,
                    Kind = kind,
                    Value = "",
                    By = account.Member,
                    CreatedAt = now,
                }
            );
        }

        return [.. added.Select(kind => (kind, ""))];
    }
}
