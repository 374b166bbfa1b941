using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Senders;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Unsubscribes;

namespace LeadFuel.Reach.Drafts;

/// <summary>A draft to the member's own address, through the same sender, bytes and job as the real mail. It counts nowhere.</summary>
public static class SendTestMail
{
    public sealed record Request(Guid? ContactId);

    public sealed record View(Guid MessageId);

    public static void Map(RouteGroupBuilder drafts) =>
        drafts
            .MapPost(
                "/{id:guid}/test-mails",
                async (
                    Guid id,
                    Request request,
                    ReachDb db,
                    UnsubscribeToken unsubscribes,
                    IConfiguration configuration,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                    (
                        await Handle(id, request, db, unsubscribes, configuration, clock, ct)
                    ).ToAccepted(view => $"/messages/{view.MessageId}")
            )
            .ByMembersOnly();

    public static async Task<Outcome<View>> Handle(
        Guid id,
        Request request,
        ReachDb db,
        UnsubscribeToken unsubscribes,
        IConfiguration configuration,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var draft = await db.Drafts.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct);
        var campaign = draft is null
            ? null
            : await db
                .Campaigns.AsNoTracking()
                .SingleOrDefaultAsync(c => c.Id == draft.CampaignId, ct);
        if (draft is null || campaign is null)
        {
            return Refuse.NotFound("draft");
        }

        if (!draft.Written)
        {
            return Refuse.Unprocessable("draft-empty", "Write a subject and a text first.");
        }

        var sender = await db
            .Senders.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Id == campaign.SenderId, ct);
        if (sender is null || await NotReady(sender, db, ct) is not null)
        {
            return Refuse.Unprocessable(
                "not-ready",
                "Choose a sender with a verified domain and give your postal address first; the test goes the way of the real mail."
            );
        }

        var contact = request.ContactId is { } wanted
            ? await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == wanted, ct)
            : await Audience
                .Of(db, campaign)
                .AsNoTracking()
                .OrderBy(c => c.Email)
                .FirstOrDefaultAsync(ct);
        if (contact is null && request.ContactId is not null)
        {
            return Refuse.NotFound("contact");
        }

        contact ??= new Contact { Email = db.Account.Member };
        var step = await db.Steps.AsNoTracking().SingleAsync(s => s.Id == draft.StepId, ct);
        var message = new Message
        {
            CampaignId = campaign.Id,
            StepId = step.Id,
            StepNumber = step.Number,
            IsTest = true,
            ReplyToken = ReplyToken.New(),
        };
        var now = clock.GetUtcNow();
        var link = await LinkOf.Address(db, db.Account.Member, sender.Name, now, ct);
        message.Freeze(
            db.Account.Member,
            new MailBody
            {
                MessageId = message.Id,
                StepNumber = step.Number,
                FromName = sender.Name,
                FromAddress = sender.Address,
                To = db.Account.Member,
                Subject = "[Test] " + Merge.Fill(draft.Subject, contact, sender.Name).Text,
                Text = Merge.Fill(draft.Body, contact, sender.Name).Text,
                PostalAddress = await db.MailSettings.Select(s => s.PostalAddress).SingleAsync(ct),
                Unsubscribe = unsubscribes.Address(link),
                ReplyToken = message.ReplyToken,
                InboundDomain = configuration["Reach:InboundDomain"] ?? "",
                ReplyInbox = await db
                    .ReplyAddresses.Where(a => a.SenderId == sender.Id && a.SeenAt != null)
                    .Select(a => a.Address)
                    .SingleOrDefaultAsync(ct),
            }.ToBytes(),
            now
        );
        db.Messages.Add(message);
        db.Enqueue(new SendMessage.Job(message.Id), dedupeKey: SendMessage.Key(message));
        return await work.Commit(new View(message.Id), ct);
    }

    private static async Task<string?> NotReady(Sender sender, ReachDb db, CancellationToken ct) =>
        !await SendingDomain.AllVerified(db).AnyAsync(d => d.Id == sender.DomainId, ct) ? "domain"
        : !await db.MailSettings.AnyAsync(s => s.PostalAddress != "", ct) ? "address"
        : null;
}
