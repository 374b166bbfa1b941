using LeadFuel.Accounts.Rpc;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Notices;

/// <summary>Claude wrote the mail of a step. Its text stays here.</summary>
internal sealed class DraftReady(ReachDb db) : IEventSource
{
    public const string Name = "draft.ready";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var generation = Guid.TryParse(subjectId, out var id)
            ? await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, ct)
            : null;
        var draft = generation is { State: GenerationState.Done }
            ? await Draft
                .Present(db)
                .AsNoTracking()
                .SingleOrDefaultAsync(d => d.Id == generation.DraftId, ct)
            : null;
        if (draft is not { Written: true })
        {
            return new RenderEventReply { Gone = true };
        }

        var told = new RenderEventReply
        {
            Title = "A draft is ready",
            Summary = "Claude wrote a mail of a campaign. Read it and approve it.",
            Link = $"/reach/campaigns/{draft.CampaignId}/drafts",
            CustomerData = { ["subject"] = draft.Subject },
        };
        // Written with one person in mind where fields of one were ticked, else for all of the campaign.
        var recipient = await db
            .Contacts.Where(c => c.Id == generation!.IncludedContactId)
            .Select(c => c.Email)
            .SingleOrDefaultAsync(ct);
        if (recipient is not null)
        {
            told.CustomerData["recipient"] = recipient;
        }

        return told;
    }
}
