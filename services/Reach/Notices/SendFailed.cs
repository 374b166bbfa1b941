using LeadFuel.Accounts.Rpc;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Notices;

/// <summary>A mail of a campaign was refused and does not go out.</summary>
internal sealed class SendFailed(ReachDb db) : IEventSource
{
    public const string Name = "send.failed";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var message = Guid.TryParse(subjectId, out var id)
            ? await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct)
            : null;
        return message is not { State: MessageState.Failed }
            ? new RenderEventReply { Gone = true }
            : new RenderEventReply
            {
                Title = "A mail was not sent",
                Summary =
                    "A mail of a campaign was refused. That person gets no further mail of it.",
                Link = $"/reach/campaigns/{message.CampaignId}/sends",
                CustomerData = { ["recipient"] = message.ToAddress },
            };
    }
}
