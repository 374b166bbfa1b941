using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Today;

/// <summary>What of Orbit waits for a person, for the first page: mailboxes that need their member.</summary>
public static class GetToday
{
    public enum Kind
    {
        Choose,
        Reconnect,
        Stalled,
        Reading,
    }

    public sealed record Item(
        Kind Kind,
        string Title,
        string Detail,
        string Href,
        DateTimeOffset At
    );

    public sealed record View(int Mailboxes, int People, IReadOnlyList<Item> Items);

    public static void MapToday(this WebApplication app) =>
        app.MapRoom("/today")
            .MapGet(
                "",
                async (
                    OrbitDb db,
                    CurrentAccount account,
                    TimeProvider clock,
                    CancellationToken ct
                ) => TypedResults.Ok(await Handle(db, account, clock, ct))
            );

    public static async Task<View> Handle(
        OrbitDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var stalled = clock.GetUtcNow().AddHours(-1);
        await using var work = await db.Begin(ct);
        var mailboxes = await db.Mailboxes.AsNoTracking().OrderBy(m => m.Id).ToListAsync(ct);
        var people = await ListPeople
            .Seen(db, account.Member)
            .Select(s => s.PersonId)
            .Distinct()
            .CountAsync(ct);
        var items = mailboxes
            .Where(mailbox => mailbox.Member == account.Member)
            .Select(mailbox =>
                mailbox.State switch
                {
                    MailboxState.Choosing => Of(
                        Kind.Choose,
                        mailbox,
                        $"Choose what is read of {mailbox.Address}",
                        "Nothing of it is read before that."
                    ),
                    MailboxState.Reconnect => Of(
                        Kind.Reconnect,
                        mailbox,
                        $"Connect {mailbox.Address} again",
                        "Microsoft no longer lets us read it."
                    ),
                    MailboxState.FirstSync => Of(
                        Kind.Reading,
                        mailbox,
                        $"{mailbox.Address} is being read",
                        $"{mailbox.Percent} percent so far."
                    ),
                    MailboxState.Live when mailbox.SyncedAt < stalled => Of(
                        Kind.Stalled,
                        mailbox,
                        $"{mailbox.Address} has not been read for an hour",
                        "It is tried again by itself."
                    ),
                    _ => null,
                }
            )
            .OfType<Item>()
            .ToList();
        return new View(mailboxes.Count, people, items);
    }

    private static Item Of(Kind kind, Mailbox mailbox, string title, string detail) =>
        new(
            kind,
            title,
            detail,
            $"/orbit/mailboxes/{mailbox.Id}",
            mailbox.SyncedAt ?? mailbox.CreatedAt
        );
}
