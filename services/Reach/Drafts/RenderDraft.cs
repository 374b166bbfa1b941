using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Drafts;

/// <summary>The draft as one contact would get it: the same merge and the same body as the mail itself.</summary>
public static class RenderDraft
{
    public sealed record View(
        Guid? ContactId,
        string To,
        string From,
        string Subject,
        string Text,
        string Html,
        IReadOnlyList<string> Missing
    );

    public static void Map(RouteGroupBuilder drafts) =>
        drafts.MapGet(
            "/{id:guid}/rendered",
            async (
                Guid id,
                Guid? contactId,
                ReachDb db,
                IConfiguration configuration,
                CancellationToken ct
            ) => (await Handle(id, contactId, db, configuration, ct)).ToOk()
        );

    /// <summary>Without a contact: as the first of the audience.</summary>
    public static async Task<Outcome<View>> Handle(
        Guid id,
        Guid? contactId,
        ReachDb db,
        IConfiguration configuration,
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

        var contact = contactId is { } wanted
            ? await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == wanted, ct)
            : await Audience
                .Of(db, campaign)
                .AsNoTracking()
                .OrderBy(c => c.Email)
                .FirstOrDefaultAsync(ct);
        if (contact is null && contactId is not null)
        {
            return Refuse.NotFound("contact");
        }

        contact ??= new Contact { Email = db.Account.Email };
        var sender = await db
            .Senders.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Id == campaign.SenderId, ct);
        var postal = await db.MailSettings.Select(s => s.PostalAddress).SingleOrDefaultAsync(ct);
        var subject = Merge.Fill(draft.Subject, contact, sender?.Name ?? "");
        var text = Merge.Fill(draft.Body, contact, sender?.Name ?? "");
        var mail = new MailBody
        {
            MessageId = Guid.Empty,
            FromName = sender?.Name ?? "",
            FromAddress = sender?.Address ?? "",
            To = contact.Email,
            Subject = subject.Text,
            Text = text.Text,
            PostalAddress = postal ?? "",
            Unsubscribe = new Uri($"{configuration["PUBLIC_ORIGIN"]?.TrimEnd('/')}/u/…"),
            ReplyToken = "",
            InboundDomain = "",
        };
        return new View(
            contactId ?? (contact.Email == db.Account.Email ? null : contact.Id),
            contact.Email,
            mail.From,
            subject.Text,
            mail.PlainText,
            mail.Html,
            [.. subject.Missing.Concat(text.Missing).Distinct()]
        );
    }
}
