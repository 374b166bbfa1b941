using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Threads;

/// <summary>What was sent and what came back, in order.</summary>
public static class GetThread
{
    public enum Kind
    {
        Sent,
        Received,
    }

    public sealed record Person(Guid? Id, string Email, string Name, string Company, string Title);

    public sealed record CampaignView(Guid Id, string Name);

    /// <param name="Size">In bytes; none where Resend did not say it.</param>
    /// <param name="TooLarge">It cannot be downloaded here.</param>
    public sealed record FileView(
        Guid Id,
        string Name,
        string ContentType,
        long? Size,
        bool TooLarge
    );

    /// <param name="Attachments">How many files came with it; not each of them need be among the files, which can be downloaded.</param>
    /// <param name="ToTest">It answers a test that a member sent to themselves.</param>
    /// <param name="TakenOff">The address that gets no more mail because the answer asks for none.</param>
    public sealed record Item(
        Kind Kind,
        Guid Id,
        DateTimeOffset At,
        string From,
        string To,
        string Subject,
        string Text,
        string Html,
        bool Automatic,
        string AutomaticBecause,
        MatchKind Match,
        ReplySource? Source,
        bool Handled,
        int Attachments,
        MessageState? State,
        int Version,
        bool ToTest,
        string? TakenOff,
        IReadOnlyList<FileView> Files
    );

    public sealed record View(
        Guid Id,
        Guid? EnrolmentId,
        Person Contact,
        CampaignView? Campaign,
        EnrolmentState? State,
        string? StopReason,
        string? StopWhy,
        DateTimeOffset? HoldUntil,
        IReadOnlyList<Item> Items
    );

    public static void Map(RouteGroupBuilder threads) =>
        threads.MapGet(
            "/{id:guid}",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var enrolment = await db
            .Enrolments.AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == id, ct);
        var replies = await db
            .Replies.AsNoTracking()
            .Where(r => r.EnrolmentId == id || (r.Id == id && r.EnrolmentId == null))
            .ToListAsync(ct);
        var ids = replies.Select(r => r.Id).ToArray();
        var files = (
            await db
                .ReplyFiles.AsNoTracking()
                .Where(f => ids.Contains(f.ReplyId))
                .OrderBy(f => f.Number)
                .ToListAsync(ct)
        ).ToLookup(f => f.ReplyId);
        if (enrolment is null)
        {
            return replies is [var alone]
                ? new View(
                    id,
                    null,
                    new(null, alone.FromAddress, alone.FromName, "", ""),
                    null,
                    null,
                    null,
                    null,
                    null,
                    [Received(alone, null, files[alone.Id])]
                )
                : Refuse.NotFound("conversation");
        }

        var contact = await db
            .Contacts.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == enrolment.ContactId, ct);
        var campaign = await db
            .Campaigns.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == enrolment.CampaignId, ct);
        if (campaign is null)
        {
            return Refuse.NotFound("conversation");
        }

        var takenOff = await TakeOff.By(db, replies, ct);
        var senders = await db
            .PlanVersions.Where(p => p.CampaignId == enrolment.CampaignId)
            .Select(p => new { p.Number, p.FromAddress })
            .ToDictionaryAsync(p => p.Number, p => p.FromAddress, ct);
        var sent = await db
            .Messages.AsNoTracking()
            .Where(m => m.EnrolmentId == id && m.State >= MessageState.Accepted)
            .ToListAsync(ct);
        return new View(
            id,
            id,
            contact is null
                ? new(null, enrolment.Email, "", "", "")
                : new(
                    contact.Id,
                    contact.Email,
                    $"{contact.FirstName} {contact.LastName}".Trim(),
                    contact.Company,
                    contact.Title
                ),
            new(campaign.Id, campaign.Name),
            enrolment.State,
            enrolment.StopReason,
            enrolment.StopReason is { } reason ? Gates.Says(reason) : null,
            enrolment.HoldUntil,
            [
                .. sent.Select(m =>
                        (
                            After: At(m),
                            Item: Sent(m, senders.GetValueOrDefault(m.PlanNumber ?? 0, ""))
                        )
                    )
                    .Concat(
                        replies.Select(r =>
                            (
                                After: NotBefore(r, sent),
                                Item: Received(
                                    r,
                                    takenOff.GetValueOrDefault(TakeOff.Source(r.Id)),
                                    files[r.Id]
                                )
                            )
                        )
                    )
                    .OrderBy(pair => pair.After)
                    .ThenBy(pair => pair.Item.Kind)
                    .ThenBy(pair => pair.Item.Id)
                    .Select(pair => pair.Item),
            ]
        );
    }

    // Mailboxes tell whole seconds by clocks of their own: an answer never stands above what it answers.
    private static DateTimeOffset NotBefore(Reply reply, List<Message> sent) =>
        sent.Find(m => m.Id == reply.AnswersId) is { } answered && At(answered) > reply.ReceivedAt
            ? At(answered)
            : reply.ReceivedAt;

    private static DateTimeOffset At(Message message) =>
        message.AcceptedAt ?? message.FirstAttemptAt ?? default;

    private static Item Sent(Message message, string from)
    {
        var (subject, text, html) = GetMessage.Content(message.Payload);
        return new(
            Kind.Sent,
            message.Id,
            At(message),
            from,
            message.ToAddress,
            subject,
            text,
            html,
            false,
            "",
            MatchKind.None,
            null,
            false,
            0,
            message.State,
            0,
            false,
            null,
            []
        );
    }

    private static Item Received(Reply reply, string? takenOff, IEnumerable<ReplyFile> files) =>
        new(
            Kind.Received,
            reply.Id,
            reply.ReceivedAt,
            reply.FromAddress,
            "",
            reply.Subject,
            reply.Text,
            reply.Html,
            reply.Automatic,
            reply.AutomaticBecause,
            reply.Match,
            reply.Source,
            reply.HandledAt is not null,
            reply.Attachments,
            null,
            reply.Version,
            reply is { EnrolmentId: null, AnswersId: not null },
            takenOff,
            [
                .. files.Select(file => new FileView(
                    file.Id,
                    file.Name,
                    file.ContentType,
                    file.Size,
                    file.TooLarge
                )),
            ]
        );
}
