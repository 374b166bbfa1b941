using System.Text.Json;

namespace LeadFuel.Reach.Sends;

/// <summary>One mail as it went to Resend, byte for byte, and what became of it.</summary>
public static class GetMessage
{
    public sealed record View(
        Guid Id,
        string To,
        int StepNumber,
        bool IsTest,
        MessageState State,
        string Subject,
        string Text,
        string Html,
        DateTimeOffset? DueAt,
        DateTimeOffset? AcceptedAt,
        string? ProviderId,
        string? Error,
        int? PlanNumber
    );

    public static void Map(RouteGroupBuilder messages) =>
        messages.MapGet(
            "/{id:guid}",
            async (Guid id, ReachDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var message = await Kept(db).AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct);
        return message is null ? Refuse.NotFound("mail") : Of(message);
    }

    /// <summary>The mails of a campaign in the bin lie there with it. A probe is of no campaign.</summary>
    public static IQueryable<Message> Kept(ReachDb db) =>
        db.Messages.Where(m =>
            m.CampaignId == Guid.Empty || db.Campaigns.Any(c => c.Id == m.CampaignId)
        );

    public static View Of(Message message)
    {
        var (subject, text, html) = Content(message.Payload);
        return new(
            message.Id,
            message.ToAddress,
            message.StepNumber,
            message.IsTest,
            message.State,
            subject,
            text,
            html,
            message.DueAt,
            message.AcceptedAt,
            message.ProviderId,
            message.Error,
            message.PlanNumber
        );
    }

    public static (string Subject, string Text, string Html) Content(byte[]? payload)
    {
        if (payload is null)
        {
            return ("", "", "");
        }

        using var mail = JsonDocument.Parse(payload);
        string Of(string name) => mail.RootElement.GetProperty(name).GetString() ?? "";
        return (Of("subject"), Of("text"), Of("html"));
    }
}
