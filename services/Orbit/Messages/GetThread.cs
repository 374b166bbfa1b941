using LeadFuel.Orbit.Mailboxes;

namespace LeadFuel.Orbit.Messages;

/// <summary>The mails of a thread, as far as the mailbox's member lets them be seen.</summary>
public static class GetThread
{
    private const int Most = 200;

    public sealed record Mail(
        Guid Id,
        DateTimeOffset At,
        bool Outgoing,
        MessageKind Kind,
        string From,
        string Subject,
        string? Text
    );

    public sealed record View(
        Guid Id,
        string Subject,
        string Member,
        bool Mine,
        bool WithText,
        IReadOnlyList<Mail> Mails
    );

    public static void MapThreads(this WebApplication app) => Map(app.MapRoom("/threads"));

    private static void Map(RouteGroupBuilder threads) =>
        threads.MapGet(
            "/{id:guid}",
            async (Guid id, OrbitDb db, CurrentAccount account, CancellationToken ct) =>
                (await Handle(id, db, account, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        OrbitDb db,
        CurrentAccount account,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var found = await (
            from thread in db.Threads.AsNoTracking()
            join mailbox in db.Mailboxes on thread.MailboxId equals mailbox.Id
            where
                thread.Id == id
                && (mailbox.Member == account.Member || mailbox.Visibility >= Visibility.Subjects)
            select new
            {
                thread,
                mailbox.Member,
                mailbox.Visibility,
            }
        ).SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return Refuse.NotFound("thread");
        }

        var mine = found.Member == account.Member;
        // Who looks in from outside the account sees that mails are there, not what they say.
        var text = account.Viewing is null && (mine || found.Visibility == Visibility.Full);
        var mails = await db
            .Messages.AsNoTracking()
            .Where(m =>
                m.MailboxId == found.thread.MailboxId
                && m.ConversationId == found.thread.ConversationId
            )
            .OrderByDescending(m => m.SentAt)
            .Take(Most)
            .Select(m => new Mail(
                m.Id,
                m.SentAt,
                m.Outgoing,
                m.Kind,
                m.FromAddress,
                m.Subject,
                text ? m.Text : null
            ))
            .ToListAsync(ct);
        mails.Reverse();
        return new View(id, found.thread.Subject, found.Member, mine, text, mails);
    }
}
