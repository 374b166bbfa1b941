using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Reach.Notices;

/// <summary>A person answered a mail of a campaign. Who it was and what they wrote goes only where customer data are switched on, and of the text the beginning.</summary>
internal sealed class ReplyReceived(ReachDb db) : IEventSource
{
    public const string Name = "reply.received";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var reply = Guid.TryParse(subjectId, out var id)
            ? await db.Replies.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct)
            : null;
        if (reply is null)
        {
            return new RenderEventReply { Gone = true };
        }

        var told = new RenderEventReply
        {
            Title = "A reply came in",
            Summary = "Somebody answered a mail of a campaign.",
            Link = reply.EnrolmentId is { } thread ? $"/reach/inbox/{thread}" : "/reach/inbox",
        };
        var whom = await db
            .Enrolments.Where(e => e.Id == reply.EnrolmentId)
            .Select(e => new
            {
                Campaign = db
                    .Campaigns.Where(c => c.Id == e.CampaignId)
                    .Select(c => c.Name)
                    .FirstOrDefault(),
                Contact = db
                    .Contacts.Where(c => c.Id == e.ContactId)
                    .Select(c => new
                    {
                        c.FirstName,
                        c.LastName,
                        c.Company,
                    })
                    .FirstOrDefault(),
            })
            .SingleOrDefaultAsync(ct);
        Add(told, "campaign", whom?.Campaign);
        Add(told, "contact", $"{whom?.Contact?.FirstName} {whom?.Contact?.LastName}".Trim());
        Add(told, "company", whom?.Contact?.Company);
        Add(
            told,
            "sender",
            reply.FromName.Length > 0
                ? $"{reply.FromName} <{reply.FromAddress}>"
                : reply.FromAddress
        );
        Add(told, "subject", reply.Subject);
        Add(told, "text", Beginning.Of(reply.Text.Trim()));
        return told;
    }

    private static void Add(RenderEventReply told, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            told.CustomerData[name] = value;
        }
    }
}
