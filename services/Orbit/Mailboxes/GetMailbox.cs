using LeadFuel.Orbit.Messages;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>A mailbox: how far it is read, from which folders, and what stands in the way.</summary>
public static class GetMailbox
{
    public sealed record FolderLine(
        Guid Id,
        string Name,
        string Known,
        int Total,
        int Seen,
        bool Included,
        bool Current
    );

    public sealed record View(
        Guid Id,
        string Address,
        string Member,
        bool Mine,
        MailboxState State,
        bool WithText,
        DateTimeOffset? OldestAt,
        Visibility Visibility,
        ContactsFrom Contacts,
        bool ReplyInbox,
        int Percent,
        int Seen,
        int Total,
        int Messages,
        int Quarantined,
        int? LeftFromSeconds,
        int? LeftToSeconds,
        DateTimeOffset? SyncedAt,
        DateTimeOffset? NextSyncAt,
        DateTimeOffset? HeldUntil,
        bool Stalled,
        bool MoreThanReading,
        string? Problem,
        IReadOnlyList<FolderLine> Folders,
        int Version
    ) : IVersioned;

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapGet(
            "/{id:guid}",
            async (
                Guid id,
                OrbitDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, db, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var mailbox = await db.Mailboxes.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct);
        return mailbox is null
            ? Refuse.NotFound("mailbox")
            : await Read(db, mailbox, account, clock.GetUtcNow(), ct);
    }

    /// <summary>Other members see that it is there and how far it is, not its folders.</summary>
    public static async Task<View> Read(
        OrbitDb db,
        Mailbox mailbox,
        CurrentAccount account,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var mine = mailbox.Member == account.Member;
        var folders = await db
            .Folders.AsNoTracking()
            .Where(f => f.MailboxId == mailbox.Id)
            .OrderBy(f => f.Known == "")
            .ThenBy(f => f.Name)
            .ToListAsync(ct);
        var read = folders.Where(f => f.Included).ToList();
        // What Microsoft counts may differ from what it shows: a folder that was read to its end holds what was seen.
        var (seen, total) = (
            read.Sum(f => f.Seen),
            read.Sum(f => f.Phase == FolderPhase.Current ? f.Seen : Math.Max(f.Total, f.Seen))
        );
        var messages = await db.Messages.CountAsync(m => m.MailboxId == mailbox.Id, ct);
        var quarantined = await db.QuarantinedMessages.CountAsync(
            q => q.MailboxId == mailbox.Id && q.Tries >= QuarantinedMessage.MostTries,
            ct
        );
        var left = Left(mailbox, seen, total);
        return new View(
            mailbox.Id,
            mailbox.Address,
            mailbox.Member,
            mine,
            mailbox.State,
            mailbox.WithText,
            mailbox.OldestAt,
            mailbox.Visibility,
            mailbox.Contacts,
            mailbox.RepliesAt is not null,
            mailbox.Percent,
            seen,
            total,
            messages,
            quarantined,
            left is { } low ? (int)(low * 0.7) : null,
            left is { } high ? (int)(high * 1.5) + 1 : null,
            mailbox.SyncedAt,
            mailbox.NextSyncAt,
            mailbox.HeldUntil > now ? mailbox.HeldUntil : null,
            mailbox.State == MailboxState.Live && mailbox.SyncedAt < now.AddHours(-1),
            mine && mailbox.MoreThanReading,
            mailbox.Problem,
            mine
                ?
                [
                    .. folders.Select(f => new FolderLine(
                        f.Id,
                        f.Name,
                        f.Known,
                        f.Total,
                        f.Seen,
                        f.Included,
                        f.Phase == FolderPhase.Current
                    )),
                ]
                : [],
            mailbox.Version
        );
    }

    private static double? Left(Mailbox mailbox, int seen, int total) =>
        mailbox is { State: MailboxState.FirstSync, Rate: > 0 and var rate } && total > seen
            ? (total - seen) / rate
            : null;
}
