using LeadFuel.Accounts.Rpc;
using LeadFuel.Reach.Campaigns;

namespace LeadFuel.Reach.Notices;

/// <summary>Every person of a campaign has a final entry for every step.</summary>
internal sealed class CampaignFinished(ReachDb db) : IEventSource
{
    public const string Name = "campaign.finished";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return
            Guid.TryParse(subjectId, out var id)
            && await db.Campaigns.AnyAsync(c => c.Id == id && c.State == CampaignState.Finished, ct)
            ? new RenderEventReply
            {
                Title = "A campaign has ended",
                Summary = "Everybody in a campaign got its last mail, or will get no more of it.",
                Link = $"/reach/campaigns/{id}/sends",
            }
            : new RenderEventReply { Gone = true };
    }
}
