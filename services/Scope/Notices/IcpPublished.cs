using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Scope.Notices;

/// <summary>A version of an ICP is the one that Reach and Signal read.</summary>
internal sealed class IcpPublished(ScopeDb db) : IEventSource
{
    public const string Name = "icp.published";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var icp = Guid.TryParse(subjectId, out var id)
            ? await db.Icps.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct)
            : null;
        return icp is not { PublishedVersion: { } version }
            ? new RenderEventReply { Gone = true }
            : new RenderEventReply
            {
                Title = "An ICP was published",
                Summary = "Drafts and posts follow another version of an ICP from now on.",
                Link = $"/scope/icps/{id}/versions/{version}",
                CustomerData = { ["icp"] = icp.Name },
            };
    }
}
